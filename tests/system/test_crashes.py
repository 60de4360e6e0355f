"""The functions or the engine are killed at every step of a guest's journey; nobody notices."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.waiting import eventually
from infra.local.stack.stack import Stack
from tests.system.guests import Guest
from tests.system.interceptor import Interceptor, Moment

MOMENTS: tuple[Moment, ...] = ("before", "after")

FACTS = {
    "events": "select event_type, status::text, error, result->>'outcome' as outcome "
    "from events where correlation_id = %s",
    "steps": "select e.event_type, s.step, s.result->>'outcome' as outcome "
    "from event_steps s join events e on e.id = s.event_id where e.correlation_id = %s",
    "holds": "select status::text, amount_cents from holds where correlation_id = %s",
    "reservations": "select status::text from reservations where correlation_id = %s",
    "payments": "select status::text, attempt, amount_cents, reason from payments "
    "where correlation_id = %s",
    "messages": "select template, status::text from messages where correlation_id = %s",
    "changes": "select topic from outbox_events where correlation_id = %s",
}
VARYING = re.compile(r"\S+/c/pay/\S+|Código.*: \S+|às \S+|Número \d+|Hotel \d+")


def final_state(guest: Guest) -> dict[str, Any]:
    """Everything that a journey left behind, without what differs from guest to guest."""
    facts = {
        name: sorted(map(str, guest.records.rows(sql, guest.correlation_id)))
        for name, sql in FACTS.items()
    }
    nights = guest.records.nights(guest.property_id)
    texts = guest.caller.read_whatsapp(guest.phone)
    return {
        **facts,
        "nights": [(each["inv_total"], each["inv_held"], each["inv_booked"]) for each in nights],
        "texts": [VARYING.sub("…", text) for text in texts],
    }


def undisturbed_journey(guest: Guest) -> dict[str, Any]:
    guest.asks()
    guest.pays()
    eventually("the stay is confirmed", guest.is_confirmed)
    return final_state(guest)


def guests_held_at_every_step(
    caller: Caller, records: Records, interceptor: Interceptor, calls: int
) -> list[Guest]:
    """One guest for each call and moment, each stopped right there."""
    places = [(call, moment) for call in range(1, calls + 1) for moment in MOMENTS]
    guests = [Guest(caller, records).opens_hotel() for _ in places]
    first = {guest.property_id: interceptor.calls[guest.property_id] for guest in guests}
    interceptor.plan = {
        guest.property_id: (first[guest.property_id] + call, moment)
        for guest, (call, moment) in zip(guests, places, strict=True)
    }
    for guest in guests:
        guest.asks()
    for guest in guests:
        if guest.property_id not in held_or_linked(guest, interceptor):
            guest.pays()
    eventually("all are held", lambda: len(interceptor.held) == len(guests))
    return guests


def held_or_linked(guest: Guest, interceptor: Interceptor) -> set[str]:
    """Wait until the guest's first event is over or held; the guests held by then."""
    eventually(
        "the guest is held, or may pay",
        lambda: guest.property_id in interceptor.held or guest.events()[0]["status"] == "processed",
    )
    return set(interceptor.held)


def all_pay_and_are_confirmed(guests: list[Guest], caller: Caller) -> None:
    def swept(what: str) -> bool:
        caller.run("reprocess-events", {"older_than_seconds": 0, "max_attempts": 100})
        return all(event["status"] == "processed" for guest in guests for event in guest.events())

    eventually("the sweep finishes the requests", lambda: swept("requests"), 60)
    for guest in guests:
        if len(guest.events()) == 1:
            guest.pays()
    eventually("every payment is received", lambda: all(len(g.events()) == 2 for g in guests))
    eventually("the sweep finishes the payments", lambda: swept("payments"), 60)


@pytest.mark.parametrize("victim", ["functions", "engine"])
def test_killed_at_any_step_a_journey_ends_as_if_nothing_had_happened(
    victim: str, stack: Stack, caller: Caller, records: Records, interceptor: Interceptor
) -> None:
    undisturbed = Guest(caller, records).opens_hotel()
    opened = interceptor.calls[undisturbed.property_id]
    expected = undisturbed_journey(undisturbed)
    calls = interceptor.calls[undisturbed.property_id] - opened
    assert calls >= 5
    guests = guests_held_at_every_step(caller, records, interceptor, calls)

    stack.processes[victim].kill()
    interceptor.let_go()
    stack.processes[victim].wait_ready()
    all_pay_and_are_confirmed(guests, caller)

    for guest in guests:
        assert final_state(guest) == expected
    assert not records.rows("select * from reconcile_ari_vs_holds()")


@pytest.mark.parametrize(("service", "call"), [("stripe", 2), ("whatsapp", 3)])
def test_killed_while_a_service_takes_its_time_nothing_is_done_twice(
    service: str,
    call: int,
    stack: Stack,
    caller: Caller,
    records: Records,
    interceptor: Interceptor,
) -> None:
    """The service does what it was asked, but only after the asker's death."""
    expected = undisturbed_journey(Guest(caller, records).opens_hotel())
    guest = Guest(caller, records).opens_hotel()
    before = interceptor.calls[guest.property_id]
    with slow(getattr(stack.ports, f"{service}_url"), seconds=1):
        guest.asks()
        eventually("it is asked", lambda: interceptor.calls[guest.property_id] == before + call)
        time.sleep(0.4)
        stack.processes["functions"].kill()
        time.sleep(1)
    stack.processes["functions"].wait_ready()
    all_pay_and_are_confirmed([guest], caller)
    assert final_state(guest) == expected
    sessions = caller.stripe_sessions()
    assert [each["metadata"]["correlation_id"] for each in sessions].count(
        guest.correlation_id
    ) == 1


@contextmanager
def slow(service_url: str, seconds: float) -> Iterator[None]:
    """Every request to a stand-in takes so long before it is executed."""
    faults = f"{service_url}/_control/faults"
    httpx.put(faults, json={"seconds": seconds}).raise_for_status()
    yield
    httpx.put(faults, json={}).raise_for_status()
