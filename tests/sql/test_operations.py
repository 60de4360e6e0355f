"""The runbook's queries find what is wrong, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from infra.migrate import SQL_FOLDER
from tests.sql.hotel import FIRST_NIGHT, NOON, Hotel

RUNBOOK = {
    "nights_short",
    "find_stuck_holds",
    "payments_without_reservation",
    "reconcile_ari_vs_holds",
    "reprocess_candidates",
}


def query(hotel: Hotel, name: str) -> list[Any]:
    return hotel.rows((SQL_FOLDER / "operations" / f"{name}.sql").read_text())


def test_the_runbook_has_its_queries() -> None:
    assert {path.stem for path in SQL_FOLDER.glob("operations/*.sql")} == RUNBOOK


@pytest.mark.parametrize("name", sorted(RUNBOOK))
def test_a_healthy_hotel_shows_nothing(hotel: Hotel, name: str) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    hotel.rows("update events set dispatch_claimed_at = now()")
    assert query(hotel, name) == []


def test_a_hold_past_its_deadline_is_stuck_and_what_it_awaits_is_shown(hotel: Hotel) -> None:
    long_ago = NOON.replace(year=2020)
    hotel.set_ari(total=2)
    lapsed = hotel.hold(long_ago)[1]["hold_id"]
    _, awaiting, _ = hotel.checkout(long_ago, first=5)
    found = {str(row[0]): row[-1] for row in query(hotel, "find_stuck_holds")}
    assert found == {lapsed: None, awaiting: "open"}


def test_money_without_a_reservation_is_found_with_its_reason(hotel: Hotel) -> None:
    hotel.pay("cs_stranger", "gone")
    [row] = query(hotel, "payments_without_reservation")
    assert (row[1], row[6]) == ("cs_stranger", "unknown_hold")


def test_a_payment_whose_reservation_is_gone_is_found(hotel: Hotel) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    hotel.rows("delete from reservations")
    assert [row[5] for row in query(hotel, "payments_without_reservation")] == ["succeeded"]


@pytest.mark.parametrize("counter", ["inv_held", "inv_booked"])
def test_a_counter_that_disagrees_with_the_facts_is_found(hotel: Hotel, counter: str) -> None:
    hotel.hold()
    hotel.rows(f"update ari set {counter} = {counter} + 1 where night = %s", FIRST_NIGHT)
    [row] = query(hotel, "reconcile_ari_vs_holds")
    assert row[:3] == ("pousada", "standard", FIRST_NIGHT)


def test_events_to_run_again_are_found_with_the_reason(hotel: Hotel) -> None:
    hotel.forget_everything()
    never, failed, fresh = (hotel.event("any", {}, now=NOON.replace(year=2020)) for _ in range(3))
    hotel.rows("update events set dispatch_claimed_at = now() where id = %s", fresh)
    hotel.call("fail_event", event_id=failed, execution_id="run", error="HTTP 500")
    assert {row[0]: row[7] for row in query(hotel, "reprocess_candidates")} == {
        never: "never_begun",
        failed: "failed",
    }


def test_a_trace_tells_the_whole_journey_in_order_and_nothing_about_the_guest(hotel: Hotel) -> None:
    now = hotel.value("select now()")
    event_id, hold_id, session_id = hotel.checkout(now)
    hotel.call("begin_event", event_id=event_id, execution_id="run-1")
    about = {"event_id": event_id, "template": "payment_link"}
    message_id = hotel.call("mark_sending", **about, body="Segredo")["message_id"]
    hotel.call("record_message", message_id=message_id, provider_id="wamid")
    hotel.call(
        "finish_event",
        event_id=event_id,
        execution_id="run-1",
        status="processed",
        result={"outcome": "held"},
    )
    hotel.pay(session_id, hold_id, now)
    correlation_id = hotel.value("select correlation_id from events where id = %s", event_id)
    lines = hotel.rows("select at, kind, subject, outcome, detail from trace(%s)", correlation_id)
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)
    told = [(kind, subject, outcome) for _, kind, subject, outcome, _ in lines]
    for line in [
        ("receipt", "hold_requested", "processed"),
        ("run", "hold_requested", "processed"),
        ("step", "create_hold", "held"),
        ("change", "hold", "hold.created"),
        ("message", "payment_link", "sent"),
        ("step", "send_message:payment_link", "sent"),
        ("receipt", "payment_succeeded", "processed"),
        ("step", "convert", "converted"),
        ("change", "reservation", "reservation.confirmed"),
    ]:
        assert line in told
    assert not any(secret in str(lines) for secret in ("Ana", "99999", "Segredo", "pay.example"))


def test_a_step_took_the_time_since_the_one_before(hotel: Hotel) -> None:
    event_id = hotel.event("any", {})
    for run, minute in (("run-1", 0), ("run-2", 10)):
        begun = NOON + timedelta(minutes=minute)
        hotel.call("begin_event", event_id=event_id, execution_id=run, now=begun)
    for step, seconds in (("first", 3), ("second", 5), ("of_the_next_run", 601)):
        hotel.rows(
            "insert into event_steps values (%s, %s, '{}', %s)",
            event_id,
            step,
            NOON + timedelta(seconds=seconds),
        )
    [correlation_id] = hotel.rows("select correlation_id from events where id = %s", event_id)
    took = hotel.rows(
        "select subject, detail->'seconds' from trace(%s) where kind = 'step'", *correlation_id
    )
    assert took == [("first", 3), ("second", 2), ("of_the_next_run", 1)]


def test_the_outbox_is_append_only(hotel: Hotel) -> None:
    hotel.hold()
    for statement in ("delete from outbox_events", "update outbox_events set topic = 'x'"):
        with pytest.raises(Exception, match="23001"):
            hotel.rows(statement)


def test_a_night_of_which_more_is_sold_than_wanted_is_found_until_they_agree(hotel: Hotel) -> None:
    hotel.hold(nights=1)
    hotel.set_ari(nights=2, total=0)
    assert [(row[2], row[3]) for row in query(hotel, "nights_short")] == [(FIRST_NIGHT, 0)]
    assert {"check": "nights_short", "severity": "WARNING", "count": 1}.items() <= next(
        finding
        for finding in hotel.call("diagnose", now=NOON)
        if finding["check"] == "nights_short"
    ).items()
    hotel.call("expire", now=NOON.replace(hour=13))
    assert query(hotel, "nights_short") == []
