"""What comes in is stored once, belongs to its journey, and is never forgotten."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.sql.hotel import NOON, PROPERTY, Hotel, Refused, at_once

MINUTE = timedelta(minutes=1)
JOURNEY = "00000000-0000-0000-0000-000000000001"


def receive(hotel: Hotel, **changes: Any) -> Any:
    event = {
        "source": "stripe",
        "external_id": "evt_1",
        "event_type": "any",
        "payload": {},
        "now": NOON,
    }
    return hotel.call("receive_event", **event | changes)


def events(hotel: Hotel) -> int:
    return int(hotel.value("select count(*) from events"))


def test_a_new_event_is_accepted_and_to_be_dispatched(hotel: Hotel) -> None:
    answer = receive(hotel, property_id=PROPERTY)
    assert (answer["outcome"], answer["dispatch"], answer["property_id"]) == (
        "accepted",
        True,
        PROPERTY,
    )
    assert hotel.rows(
        "select source, external_id, event_id from processed_events where source = 'stripe'"
    ) == [("stripe", "evt_1", answer["event_id"])]


def test_the_same_event_again_is_a_duplicate_that_points_to_the_first(hotel: Hotel) -> None:
    first, second = receive(hotel), receive(hotel, now=NOON + MINUTE / 4)
    assert (second["outcome"], second["dispatch"]) == ("duplicate", False)
    assert (second["event_id"], second["correlation_id"]) == (
        first["event_id"],
        first["correlation_id"],
    )


def test_the_same_id_from_another_source_is_another_event(hotel: Hotel) -> None:
    assert receive(hotel)["event_id"] != receive(hotel, source="whatsapp")["event_id"]


@pytest.mark.parametrize("window", [None, timedelta(hours=1)], ids=["by id", "by fingerprint"])
def test_ten_at_once_have_one_effect_and_nine_duplicates(
    hotel: Hotel, window: timedelta | None
) -> None:
    before = events(hotel)
    answers = at_once(hotel.url, 10, lambda one, _: receive(one, window=window))
    assert sorted(answer["outcome"] for answer in answers) == ["accepted"] + ["duplicate"] * 9
    assert len({answer["event_id"] for answer in answers}) == 1
    assert sum(answer["dispatch"] for answer in answers) == 1
    assert events(hotel) == before + 1


def test_a_fingerprint_is_a_duplicate_inside_its_window_only(hotel: Hotel) -> None:
    first = receive(hotel, window=MINUTE)
    inside = receive(hotel, window=MINUTE, now=NOON + MINUTE / 2)
    after = receive(hotel, window=MINUTE, now=NOON + MINUTE)
    assert inside["event_id"] == first["event_id"]
    assert (after["outcome"], after["event_id"] == first["event_id"]) == ("accepted", False)


@pytest.mark.parametrize(
    "changes",
    [{"payload": {"other": 1}}, {"event_type": "another"}, {"property_id": "another-house"}],
    ids=["content", "type", "property"],
)
def test_the_same_id_with_something_else_is_a_conflict_that_stores_nothing(
    hotel: Hotel, changes: dict[str, Any]
) -> None:
    hotel.call("set_property", id="another-house", name="Outra")
    first = receive(hotel, property_id=PROPERTY)
    before = events(hotel)
    second = receive(hotel, **{"property_id": PROPERTY, **changes})
    assert (second["outcome"], second["event_id"]) == ("conflict", first["event_id"])
    assert events(hotel) == before


def test_other_words_under_a_known_id_are_kept_beside_the_first_and_once(hotel: Hotel) -> None:
    first = receive(hotel, payload={"text": "um"})
    other = [receive(hotel, payload={"text": "dois"}, beside=True) for _ in range(3)]
    assert [(each["outcome"], each["beside"]) for each in other] == [
        ("accepted", True),
        ("duplicate", True),
        ("duplicate", True),
    ]
    assert {each["event_id"] for each in other} - {first["event_id"]} == {other[0]["event_id"]}
    assert receive(hotel, payload={"text": "um"}, beside=True)["outcome"] == "duplicate"


def test_what_was_erased_since_is_no_conflict(hotel: Hotel) -> None:
    receive(hotel, payload={"text": "um"})
    hotel.rows(
        "update events set payload = '{}', status = 'ignored', result = '{}', finished_at = now()"
    )
    assert receive(hotel, payload={"text": "um"})["outcome"] == "duplicate"


def test_without_ids_a_then_b_then_a_are_three_events_and_a_then_a_is_one(hotel: Hotel) -> None:
    def send(content: str, subject: str = "lead 1") -> str:
        answer = receive(hotel, external_id=content, subject=subject, window=MINUTE)
        return str(answer["outcome"])

    assert [send("A"), send("A"), send("B"), send("A"), send("A")] == [
        "accepted",
        "duplicate",
        "accepted",
        "accepted",
        "duplicate",
    ]
    assert send("B", subject="lead 2") == "accepted"
    assert send("A") == "duplicate"


def test_a_duplicate_of_an_event_that_was_never_dispatched_is_dispatched_once(hotel: Hotel) -> None:
    receive(hotel)
    late = NOON + timedelta(seconds=30)
    assert receive(hotel, now=late)["dispatch"] is True
    assert receive(hotel, now=late)["dispatch"] is False


def test_a_duplicate_of_an_event_that_a_run_has_begun_is_not_dispatched(hotel: Hotel) -> None:
    event_id = receive(hotel)["event_id"]
    hotel.call("begin_event", event_id=event_id, execution_id="run-1")
    assert receive(hotel, now=NOON + MINUTE)["dispatch"] is False


def test_the_correlation_id_is_the_one_given_else_the_holds_else_the_sessions_else_the_leads(
    hotel: Hotel,
) -> None:
    event_id, hold_id, session_id = hotel.checkout()
    guest = str(hotel.value("select correlation_id from events where id = %s", event_id))
    lead_event = hotel.event("lead_created", {"phone": "+5511911112222"})
    lead_id = hotel.step("upsert_lead", lead_event)["lead_id"]
    lead = str(hotel.value("select correlation_id from leads"))

    def journey(payload: dict[str, Any], **subjects: Any) -> Any:
        return receive(hotel, external_id=str(uuid4()), payload=payload, **subjects)[
            "correlation_id"
        ]

    assert journey({"hold_id": hold_id}, correlation_id=JOURNEY) == JOURNEY
    assert journey({"hold_id": hold_id}) == guest
    assert journey({"session_id": session_id}) == guest
    assert journey({}, lead_id=lead_id) == lead
    assert journey({"phone": "+5511911112222"}, event_type="message_received") == lead
    assert journey({"phone": "+5511911112222"}) not in (guest, lead)


def test_an_event_of_a_hold_belongs_to_its_property(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    assert receive(hotel, payload={"hold_id": hold_id})["property_id"] == PROPERTY
    assert (
        receive(hotel, external_id="2", payload={"session_id": session_id})["property_id"]
        == PROPERTY
    )


def test_a_message_belongs_to_the_property_of_its_instance(hotel: Hotel) -> None:
    hotel.call("set_property", id=PROPERTY, name="P", options={"whatsapp_instance": "casa"})
    assert receive(hotel, payload={"instance": "casa"})["property_id"] == PROPERTY
    assert receive(hotel, external_id="2", payload={"instance": "outra"})["property_id"] is None


def test_a_hold_of_another_property_is_unknown_there(hotel: Hotel) -> None:
    hotel.call("set_property", id="outra", name="Outra")
    _, held = hotel.hold()
    with pytest.raises(Refused) as refused:
        hotel.event("hold_cancelled", {"hold_id": held["hold_id"]}, property_id="outra")
    assert (refused.value.code, refused.value.path) == ("unknown_hold", "payload.hold_id")


@pytest.mark.parametrize(
    ("changes", "state", "code", "path"),
    [
        ({"property_id": "nowhere"}, "XH404", "unknown_property", "property_id"),
        ({"lead_id": JOURNEY}, "XH404", "unknown_lead", "lead_id"),
        ({"payload": {"hold_id": JOURNEY}}, "XH404", "unknown_hold", "payload.hold_id"),
        ({"payload": {"hold_id": "x"}}, "XH400", "invalid_id", "payload.hold_id"),
        ({"payload": []}, "XH400", "invalid_payload", "payload"),
    ],
)
def test_what_refers_to_nothing_is_refused_and_leaves_no_row(
    hotel: Hotel, changes: dict[str, Any], state: str, code: str, path: str
) -> None:
    before = hotel.snapshot()
    with pytest.raises(Refused) as refused:
        receive(hotel, **changes)
    assert (refused.value.state, refused.value.code, refused.value.path) == (state, code, path)
    assert hotel.snapshot() == before
