"""What is not as it should be stays a finding until somebody acts."""

from datetime import datetime, timedelta

import pytest

from tests.sql.hotel import FIRST_NIGHT, NOON, Hotel


def test_a_healthy_hotel_diagnoses_nothing(hotel: Hotel) -> None:
    hotel.hold()
    assert hotel.call("diagnose", now=NOON) == []


def test_the_diagnosis_counts_every_finding_and_names_twenty(hotel: Hotel) -> None:
    hotel.rows("update ari set inv_held = 1 where night < %s", FIRST_NIGHT + timedelta(days=25))
    hotel.pay("cs_stranger", "gone")
    hotel.hold(first=26)
    event_id = hotel.event("any", {})
    hotel.call("fail_event", event_id=event_id, execution_id="run", error="E", now=NOON)
    hotel.rows("update events set attempts = 12 where id = %s", event_id)
    unfinished = hotel.value("select count(*) from events where status <> 'processed'")
    findings = {
        found["check"]: found for found in hotel.call("diagnose", now=NOON + timedelta(minutes=21))
    }
    assert {check: (found["severity"], found["count"]) for check, found in findings.items()} == {
        "reconcile_ari_vs_holds": ("ERROR", 25),
        "payments_without_reservation": ("WARNING", 1),
        "find_stuck_holds": ("WARNING", 1),
        "events_out_of_attempts": ("ERROR", 1),
        "events_unfinished": ("WARNING", unfinished - 1),
        "reprocess_candidates": ("WARNING", unfinished - 1),
    }
    assert len(findings["reconcile_ari_vs_holds"]["ids"]) == 20
    assert findings["reconcile_ari_vs_holds"]["ids"][0] == "pousada/standard/2030-03-10"


def test_an_event_that_keeps_failing_is_found_before_its_attempts_are_used_up(hotel: Hotel) -> None:
    event_id = hotel.event("any", {})
    hotel.call("fail_event", event_id=event_id, execution_id="run", error="E", now=NOON)
    hotel.rows("update events set attempts = 3 where id = %s", event_id)
    found = [finding for finding in hotel.call("diagnose", now=NOON) if event_id in finding["ids"]]
    assert [finding["check"] for finding in found] == ["events_failing"]


@pytest.mark.parametrize("begun", [False, True], ids=["failed", "silent"])
def test_an_event_without_an_end_stays_a_finding_whatever_its_attempts(
    hotel: Hotel, begun: bool
) -> None:
    event_id = hotel.event("any", {})
    begin = {"event_id": event_id, "now": NOON}
    for run in range(14):
        hotel.call("begin_event", execution_id=f"run-{run}", **begin)
        if not begun:
            hotel.call("fail_event", execution_id=f"run-{run}", error="E", **begin)
        for age in (timedelta(minutes=11), timedelta(hours=9), timedelta(days=40)):
            found = findings_of(hotel, event_id, NOON + age)
            assert {"events_unfinished", "events_out_of_attempts"} & set(found)
    assert found["events_out_of_attempts"] == "ERROR"
    hotel.call("finish_event", execution_id="x", status="processed", result={}, **begin)
    assert findings_of(hotel, event_id, NOON + timedelta(days=40)) == {}


def test_money_whose_event_is_not_finished_is_found_at_any_age(hotel: Hotel) -> None:
    _, _, session_id = hotel.checkout()
    event_id = hotel.event("payment_succeeded", {"session_id": session_id})
    for run in range(13):
        hotel.call("begin_event", event_id=event_id, execution_id=f"run-{run}", now=NOON)
        hotel.call("fail_event", event_id=event_id, execution_id=f"run-{run}", error="E", now=NOON)
        for age in (timedelta(minutes=3), timedelta(days=40)):
            [(found, why)] = hotel.rows(
                "select event_id, why from payments_without_reservation(%s)", NOON + age
            )
            assert (found, why) == (event_id, "event_unfinished")


def test_attempts_outlast_a_day_without_stripe(hotel: Hotel) -> None:
    event_id = hotel.event("any", {})
    now = NOON + timedelta(minutes=2)
    begun: list[datetime] = []
    while len(begun) < 12:
        claimed = hotel.call("claim_events", limit=500, now=now)["events"]
        if event_id in [event["event_id"] for event in claimed]:
            run = f"run-{now}"
            hotel.call("begin_event", event_id=event_id, execution_id=run, now=now)
            hotel.call("fail_event", event_id=event_id, execution_id=run, error="E", now=now)
            begun.append(now)
        now += timedelta(minutes=2)
    assert timedelta(hours=24) < begun[-1] - begun[0] < timedelta(hours=48)


def test_a_guest_who_was_reached_later_is_no_finding(hotel: Hotel) -> None:
    event_id, _, _ = hotel.checkout()
    about = {"event_id": event_id, "body": "x", "now": NOON}
    message_id = hotel.call("mark_sending", template="payment_link", **about)["message_id"]
    hotel.call("fail_message", message_id=message_id, error="HTTP 400", now=NOON)
    assert "messages_failed" in findings_of(hotel, message_id, NOON)
    other_id = hotel.call("mark_sending", template="hold_expired", **about)["message_id"]
    after = NOON + timedelta(minutes=1)
    hotel.call("record_message", message_id=other_id, provider_id="w", now=after)
    assert findings_of(hotel, message_id, after) == {}


def test_a_text_of_which_nobody_knows_whether_it_left_is_a_finding(hotel: Hotel) -> None:
    event_id, _, _ = hotel.checkout()
    about = {"event_id": event_id, "template": "payment_link", "body": "x", "now": NOON}
    message_id = hotel.call("mark_sending", **about)["message_id"]
    later = NOON + timedelta(minutes=31)
    assert findings_of(hotel, message_id, later) == {}
    hotel.call("finish_event", event_id=event_id, execution_id="x", status="processed", result={})
    assert findings_of(hotel, message_id, later) == {"messages_failed": "WARNING"}


def findings_of(hotel: Hotel, subject: str, now: datetime) -> dict[str, str]:
    """Check and severity of each finding that names the subject."""
    found = hotel.call("diagnose", now=now)
    return {each["check"]: each["severity"] for each in found if subject in each["ids"]}
