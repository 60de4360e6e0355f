"""What people have paused waits, costs nothing, and goes on by itself."""

from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.local.stack.postgres import connect
from infra.migrate import migrate
from tests.sql.hotel import GUEST, MINUTE, NOON, PROPERTY, Hotel, Refused
from tests.sql.pausing import NOW, deferred, pause, resume
from tests.sql.runs import begin, fail, finish
from tests.sql.test_steps import STEPS

STEP_OF = {
    "create-hold": "create_hold",
    "convert": "convert",
    "messages": "send_message",
    "all": "upsert_lead",
}
"""a kind of pause, and a step that it stops"""


def waiting(hotel: Hotel, now: datetime = NOW) -> Any:
    """Of those that a pause may have stopped; the property's own nights are events too."""
    return hotel.rows(
        """select event_id, why from reprocess_candidates(%s)
           where event_type in ('hold_requested', 'ping')""",
        now,
    )


def state(hotel: Hotel, event_id: str) -> Any:
    [row] = hotel.rows(
        "select attempts, deferred_by, status::text from events where id = %s", event_id
    )
    return row


@pytest.mark.parametrize("what", STEP_OF)
def test_a_pause_stops_its_own_kind_of_step(hotel: Hotel, what: str) -> None:
    event_id = hotel.request()
    assert deferred(hotel, event_id, STEP_OF[what]) is None
    pause(hotel, what)
    stopped = [step for step in STEP_OF.values() if deferred(hotel, event_id, step)]
    assert stopped == (list(STEP_OF.values()) if what == "all" else [STEP_OF[what]])
    resume(hotel, what)
    assert [step for step in STEP_OF.values() if deferred(hotel, event_id, step)] == []


@pytest.mark.parametrize("step", [*STEPS, "send_message", "converse", "close_checkout"])
def test_a_pause_of_all_stops_every_step_but_what_ends_a_run(hotel: Hotel, step: str) -> None:
    event_id = hotel.request()
    pause(hotel, "all")
    assert deferred(hotel, event_id, step)["outcome"] == "deferred"
    assert deferred(hotel, event_id, "finish_event") is None


def test_a_decision_about_money_is_a_conversion(hotel: Hotel) -> None:
    pause(hotel, "convert")
    event_id = hotel.request()
    assert deferred(hotel, event_id, "resolve_payment") == {
        "outcome": "deferred",
        "paused": "convert",
    }


def test_a_pause_of_one_property_leaves_the_others_alone(hotel: Hotel) -> None:
    hotel.call("set_property", id="other", name="Outra")
    theirs = hotel.event("ping", {}, property_id="other")
    mine = hotel.request()
    pause(hotel, "create-hold", property_id=PROPERTY)
    assert deferred(hotel, mine, "create_hold")
    assert deferred(hotel, theirs, "create_hold") is None


def test_a_deferred_event_has_lost_no_attempt_and_waits_for_the_end_of_the_pause(
    hotel: Hotel,
) -> None:
    event_id = hotel.request()
    begin(hotel, event_id)
    pause(hotel, "create-hold")
    for _ in range(2):  # the answer may get lost
        assert deferred(hotel, event_id, "create_hold", "run-1")["paused"] == "create-hold"
    assert state(hotel, event_id) == (0, "create-hold", "processing")
    assert hotel.rows("select execution_id, outcome from event_runs") == [("run-1", "deferred")]
    assert waiting(hotel, NOW + timedelta(days=9)) == []
    resume(hotel, "create-hold")
    assert waiting(hotel) == [(event_id, "deferred")]


def test_after_the_pause_events_are_given_out_once_and_the_oldest_first(hotel: Hotel) -> None:
    pause(hotel, "create-hold")
    events = [hotel.event("ping", {}, now=NOON + n * MINUTE) for n in (2, 0, 1)]
    for event_id in events:
        deferred(hotel, event_id, "create_hold", f"run-{event_id}")
    resume(hotel)
    taken = [event["event_id"] for event in hotel.call("claim_events", now=NOW)["events"]]
    assert [event_id for event_id in taken if event_id in events] == [
        events[1],
        events[2],
        events[0],
    ]
    assert waiting(hotel, NOW + MINUTE) == []
    assert len(waiting(hotel, NOW + 2 * MINUTE)) == 3  # whoever took them has died


def test_a_new_run_is_an_attempt_again_and_ends_the_waiting(hotel: Hotel) -> None:
    event_id = hotel.request()
    pause(hotel, "create-hold")
    deferred(hotel, event_id, "create_hold", "run-1")
    resume(hotel)
    begin(hotel, event_id, "run-2")
    finish(hotel, event_id, execution_id="run-2")
    assert state(hotel, event_id) == (1, None, "processed")


def test_an_event_that_fails_after_its_pause_waits_as_any_other(hotel: Hotel) -> None:
    event_id = hotel.request()
    pause(hotel, "create-hold")
    deferred(hotel, event_id, "create_hold", "run-1")
    resume(hotel)
    fail(hotel, event_id, "run-2")
    assert state(hotel, event_id) == (1, None, "failed")


def test_a_finished_event_answers_its_result_whatever_is_paused(hotel: Hotel) -> None:
    event_id = hotel.request()
    begin(hotel, event_id)
    finish(hotel, event_id)
    pause(hotel, "all")
    assert deferred(hotel, event_id, "create_hold") is None


def test_a_forgotten_pause_ends_by_itself(hotel: Hotel) -> None:
    event_id = hotel.request()
    paused = pause(hotel, "convert", now=NOW - timedelta(hours=2, seconds=1), **{"for": "2h"})
    assert paused["until"] is not None
    assert deferred(hotel, event_id, "convert") is None
    assert hotel.rows("select * from pauses_now") == []
    pause(hotel, "convert", now=NOW - timedelta(hours=1), **{"for": "2h"})
    assert deferred(hotel, event_id, "convert")


def test_a_pause_without_an_end_is_a_finding_until_it_is_over(hotel: Hotel) -> None:
    def found() -> list[Any]:
        findings = hotel.call("diagnose", now=NOW)
        return [each["ids"] for each in findings if each["check"] == "pause_without_end"]

    pause(hotel, "convert", **{"for": "2h"})
    assert found() == []
    pause(hotel, "messages", property_id=PROPERTY)
    assert found() == [[f"messages/{PROPERTY}"]]
    resume(hotel, "messages", property_id=PROPERTY)
    assert found() == []


def test_who_paused_what_why_and_when_is_kept(hotel: Hotel) -> None:
    pause(hotel, "convert")
    pause(hotel, "convert", reason="still so", by="Davi", **{"for": "1h"})
    resume(hotel, "convert", by="Ana")
    kept = hotel.rows(
        "select what, reason, paused_by, until is null, ended_by from pauses order by ctid"
    )
    assert sorted(kept) == [
        ("convert", "a night is oversold", "Rita", True, "Davi"),
        ("convert", "still so", "Davi", False, "Ana"),
    ]


def test_whoever_names_nobody_is_recorded_by_their_login(hotel: Hotel) -> None:
    hotel.rows("select pause('convert', 'why not')")
    assert hotel.value("select paused_by = session_user from pauses")


def test_resuming_tells_what_ended_and_what_is_still_paused(hotel: Hotel) -> None:
    pause(hotel, "convert")
    pause(hotel, "convert", property_id=PROPERTY)
    pause(hotel, "stripe")
    assert resume(hotel, "messages")["outcome"] == "not_paused"
    answer = resume(hotel, "convert")
    assert answer["ended"] == ["convert"]
    assert [each["what"] for each in answer["still"]] == ["convert", "stripe"]
    assert resume(hotel, "all")["ended"] == ["convert", "stripe"]
    assert resume(hotel, "all")["outcome"] == "not_paused"


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"what": "everything"}, "invalid_what", "what"),
        ({"reason": "  "}, "missing", "reason"),
        ({"by": ""}, "missing", "by"),
        ({"for": "-1h"}, "invalid_interval", "for"),
        ({"property_id": "nowhere"}, "unknown_property", "property_id"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(
    hotel: Hotel, given: dict[str, str], code: str, path: str
) -> None:
    with pytest.raises(Refused) as refused:
        pause(hotel, **{"what": "convert", **given})
    assert (refused.value.code, refused.value.path) == (code, path)
    assert hotel.value("select count(*) from pauses") == 0


def test_a_paid_hold_whose_conversion_is_paused_keeps_its_rooms(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    event_id = hotel.event("payment_succeeded", {"session_id": session_id})
    pause(hotel, "convert")
    assert deferred(hotel, event_id, "convert")
    assert hotel.call("expire", now=NOON + timedelta(days=2))["expired"] == 0
    assert hotel.status("holds", "id", hold_id) == "active"


def test_people_with_psql_see_what_is_paused_and_how_much_waits(hotel: Hotel) -> None:
    pause(hotel, "create-hold", property_id=PROPERTY, now=NOW - MINUTE)
    pause(hotel, "messages")
    deferred(hotel, hotel.request(), "create_hold")
    rows = hotel.rows("select what, property, paused_by, events_waiting from pauses_now")
    assert rows == [("create-hold", PROPERTY, "Rita", 1), ("messages", "all", "Rita", 0)]


def test_a_pause_survives_a_migrate(hotel: Hotel) -> None:
    pause(hotel, "convert")
    with closing(connect(hotel.url)) as owner:
        migrate(owner)
    assert deferred(hotel, hotel.event("lead_created", GUEST), "convert")
