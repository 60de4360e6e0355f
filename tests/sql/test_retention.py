"""What was kept long enough is forgotten; money, stays and the memory of what came once are not."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sql.hotel import NOON, PROPERTY, Hotel, Refused
from tests.sql.runs import begin, finish

DAY = timedelta(days=1)
MONEY = (
    "payments",
    "refunds",
    "disputes",
    "reservations",
    "holds",
    "hold_nights",
    "ari",
    "contacts",
)
RECEIPT = {"source": "stripe", "external_id": "evt_1", "event_type": "lead_created"}
LEAD = {"name": "Ana", "phone": "+5511999998888"}


def retain(hotel: Hotel, days: float, limit: int = 500, dry_run: bool = False) -> Any:
    """All batches, so many days after NOON; what was removed by kind."""
    removed: dict[str, int] = {}
    while True:
        answer = hotel.call("retain", limit=limit, dry_run=dry_run, now=NOON + days * DAY)
        for kind, rows in answer["kinds"].items():
            removed[kind] = removed.get(kind, 0) + rows
        if dry_run or not answer["more"]:
            return {kind: rows for kind, rows in removed.items() if rows}


def done(hotel: Hotel, event_type: str = "ping", **payload: Any) -> str:
    """An event that was run and is finished."""
    event_id = hotel.event(event_type, payload, property_id=PROPERTY)
    begin(hotel, event_id)
    finish(hotel, event_id)
    return event_id


def kept(hotel: Hotel, table: str, event_id: str) -> int:
    return int(hotel.value(f"select count(*) from {table} where event_id = %s", event_id))


def payload(hotel: Hotel, event_id: str) -> Any:
    return hotel.value("select payload from events where id = %s", event_id)


def days(hotel: Hotel, kind: str) -> int:
    return int(hotel.value("select days from retention where kind = %s", kind))


def booked(hotel: Hotel) -> tuple[str, str]:
    """A paid stay whose events are finished, with its texts: the request's and the hold's id."""
    event_id, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    for template in ("payment_link", "reservation_confirmed"):
        hotel.step("mark_sending", event_id, template=template, body="Olá, Ana!")
        message = hotel.value("select id::text from messages where template = %s", template)
        hotel.call("record_message", message_id=message, provider_id=f"m-{template}")
    begin(hotel, event_id)
    finish(hotel, event_id)
    return event_id, hold_id


def test_a_payload_goes_after_its_days_and_its_event_stays(hotel: Hotel) -> None:
    event_id = done(hotel, note="secret")
    assert "payloads" not in retain(hotel, days(hotel, "payloads") - 1)
    assert payload(hotel, event_id) == {"note": "secret"}
    assert retain(hotel, days(hotel, "payloads"))["payloads"] >= 1
    assert payload(hotel, event_id) == {}
    assert hotel.status("events", "id", event_id) == "processed"


@pytest.mark.parametrize(
    ("kind", "table"),
    [("receipts", "processed_events"), ("steps", "event_steps"), ("runs", "event_runs")],
)
def test_each_kind_has_days_of_its_own(hotel: Hotel, kind: str, table: str) -> None:
    event_id = done(hotel, "lead_created", **LEAD)
    hotel.rows("insert into event_steps (event_id, step, result) values (%s, 's', '{}')", event_id)
    retain(hotel, days(hotel, kind) - 1)
    assert kept(hotel, table, event_id) == 1
    retain(hotel, days(hotel, kind))
    assert kept(hotel, table, event_id) == 0


def test_money_and_stays_are_never_touched(hotel: Hotel) -> None:
    booked(hotel)
    before = hotel.snapshot()
    removed = retain(hotel, 4000)
    after = hotel.snapshot()
    assert {name: after[name] for name in MONEY} == {name: before[name] for name in MONEY}
    assert set(removed) >= {"payloads", "receipts", "steps", "runs", "conversations", "outbox"}
    assert len(after["events"]) == len(before["events"])


def test_what_is_not_finished_keeps_everything(hotel: Hotel) -> None:
    waiting, failed = hotel.event("ping", {"n": 1}), hotel.event("ping", {"n": 2})
    begin(hotel, failed)
    hotel.call("fail_event", event_id=failed, execution_id="run-1", error="HTTP 500", now=NOON)
    retain(hotel, 4000)
    for event_id in (waiting, failed):
        assert payload(hotel, event_id) != {}
        assert kept(hotel, "processed_events", event_id) == 1
    assert kept(hotel, "event_runs", failed) == 1
    begin(hotel, failed, "run-2")
    finish(hotel, failed, execution_id="run-2")
    hotel.rows("update events set finished_at = %s where id = %s", NOON + 4000 * DAY, failed)
    retain(hotel, 8000)  # it ended behind the mark
    assert payload(hotel, failed) == {}


def test_a_repeat_is_a_duplicate_after_the_payload_is_gone(hotel: Hotel) -> None:
    first = hotel.call("receive_event", **RECEIPT, payload=LEAD, now=NOON)["event_id"]
    begin(hotel, first)
    finish(hotel, first)
    at = days(hotel, "payloads")
    retain(hotel, at)
    assert payload(hotel, first) == {}
    for content in (LEAD, {**LEAD, "name": "Other"}):
        again = hotel.call(
            "receive_event", **RECEIPT, payload=content, now=NOON + at * DAY, beside=True
        )
        assert (again["outcome"], again["event_id"], again["dispatch"]) == (
            "duplicate",
            first,
            False,
        )


def test_a_fingerprint_outlives_its_window_until_its_days_are_over(hotel: Hotel) -> None:
    form = {**RECEIPT, "payload": LEAD, "window": timedelta(hours=1), "now": NOON}
    hotel.call("receive_event", **form)
    retain(hotel, days(hotel, "receipts"))
    assert hotel.call("receive_event", **form)["outcome"] == "duplicate"
    assert retain(hotel, days(hotel, "receipts") + 1)["receipts"] == 1


def test_a_guest_who_was_told_is_not_told_again(hotel: Hotel) -> None:
    event_id, hold_id = booked(hotel)
    retain(hotel, 4000)
    assert hotel.rows("select distinct body, status::text from messages") == [("", "sent")]
    assert hotel.step("prepare_message", event_id, template="payment_link")["outcome"] == "sent"
    other = hotel.event("payment_succeeded", {"hold_id": hold_id})
    prepared = hotel.step("prepare_message", other, template="reservation_confirmed")
    assert prepared["outcome"] == "sent"


def test_a_chat_that_was_silent_long_enough_is_gone(hotel: Hotel) -> None:
    for n in (1, 2):
        event_id = hotel.event("message_received", {**LEAD, "message_id": f"M{n}", "text": "oi"})
        hotel.step("save_message", event_id)
        if n == 1:
            finish(hotel, event_id)
    retain(hotel, 4000)
    assert hotel.rows("select body from messages") == [("oi",)]  # of an unfinished event
    finish(hotel, event_id)
    hotel.rows("update events set finished_at = %s where id = %s", NOON + 4000 * DAY, event_id)
    retain(hotel, 8000)
    assert [hotel.value(f"select count(*) from {t}") for t in ("messages", "conversations")] == [
        0,
        0,
    ]


def test_a_stripped_event_answers_its_result_and_cannot_be_done_again(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    begin(hotel, event_id)
    finish(hotel, event_id, outcome="created")
    retain(hotel, 4000)
    by_hand = hotel.step("upsert_lead", event_id)
    assert (by_hand["finished"], by_hand["result"]) == (True, {"outcome": "created"})
    assert begin(hotel, event_id, "run-2")["result"] == {"outcome": "created"}
    with pytest.raises(Refused):
        hotel.rows("update events set status = 'received' where id = %s", event_id)
    assert hotel.status("events", "id", event_id) == "processed"


def test_a_dry_run_says_what_a_batch_would_be_and_changes_nothing(hotel: Hotel) -> None:
    booked(hotel)
    before = hotel.snapshot()
    told = retain(hotel, 4000, dry_run=True)
    assert hotel.snapshot() == before
    assert told == hotel.call("retain", dry_run=False, now=NOON + 4000 * DAY)["kinds"]


def test_small_batches_come_to_the_same_as_a_large_one(hotel: Hotel) -> None:
    for n in range(7):
        done(hotel, note=n)
    total = retain(hotel, 4000, dry_run=True)
    assert retain(hotel, 4000, limit=2) == total
    assert retain(hotel, 4000) == {}


def test_a_new_length_counts_from_the_next_run_and_none_is_shorter_than_repeats(
    hotel: Hotel,
) -> None:
    done(hotel)
    hotel.rows("update retention set days = 40 where kind = 'payloads'")
    assert "payloads" in retain(hotel, 41)
    with pytest.raises(Refused):
        hotel.rows("update retention set days = 30 where kind = 'receipts'")


def test_only_one_forgets_at_a_time(hotel: Hotel) -> None:
    with Hotel(hotel.url) as other:
        other.connection.autocommit = False
        other.call("retain", now=NOON)
        with pytest.raises(Refused) as refused:
            hotel.call("retain", now=NOON)
        assert refused.value.code == "busy"
        other.connection.rollback()


def test_nobody_else_may_remove_what_was_told_to_the_world(hotel: Hotel) -> None:
    booked(hotel)
    with pytest.raises(Refused):
        hotel.rows("delete from outbox_events")
    retain(hotel, 4000)
    hotel.hold(first=4)
    with pytest.raises(Refused):
        hotel.rows("delete from outbox_events")
