"""Fifty guests ask for the last room at once, over the whole stack."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from tests.system.guests import Guest


def test_of_fifty_at_once_one_gets_the_last_room_and_the_others_are_told(
    caller: Caller, records: Records
) -> None:
    hotel = Guest(caller, records).opens_hotel(rooms=1)
    guests = [Guest(caller, records) for _ in range(50)]

    def ask(guest: Guest) -> httpx.Response:
        return caller.post("/events", {**guest.request(), "property_id": hotel.property_id})

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(ask, guests))
    assert {answer.status_code for answer in answers} == {200}
    events = [records.wait_for_event(answer.json()["event_id"], 40) for answer in answers]

    assert {event["status"] for event in events} == {"processed"}, {
        event["error"] for event in events
    }
    outcomes = [event["result"]["outcome"] for event in events]
    assert (outcomes.count("held"), outcomes.count("sold_out")) == (1, 49)
    nights = records.nights(hotel.property_id)
    assert [night["inv_held"] for night in nights[:3]] == [1, 1, 0]
    assert {len(caller.read_whatsapp(guest.phone)) for guest in guests} == {1}
