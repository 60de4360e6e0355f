"""A person is forgotten in every text of every table; stays, money and counts are not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.sql.hotel import NOON, Hotel, Refused, at_once
from tests.sql.traces import (
    DIGITS,
    PHONE,
    PLANTED,
    finish,
    leave_traces,
    person,
    plant,
    seen,
    wrote,
)

LATER = NOON + timedelta(days=30)
"""when the stay is over"""
EMPTIED = "select count(*) from events where payload = '{}' and status in ('processed', 'ignored')"


def erase(hotel: Hotel, contact_id: str | None = None, **more: Any) -> Any:
    contact_id = contact_id or person(hotel)
    options = {"by": "Rita", "dry_run": False, "now": LATER, **more}
    return hotel.call("erase_contact", contact_id=contact_id, **options)


@pytest.fixture
def guest(hotel: Hotel) -> str:
    """Somebody who did everything that leaves a trace here; the id of the contact."""
    return leave_traces(hotel)


def test_nothing_of_the_person_is_left_in_any_text(hotel: Hotel, guest: str) -> None:
    assert len(seen(hotel, PLANTED, DIGITS)) > 25
    assert erase(hotel)["outcome"] == "erased"
    assert seen(hotel, PLANTED, DIGITS) == set()
    assert hotel.value("select erased_by from contacts where id::text = %s", guest) == "Rita"


def test_why_a_task_about_their_money_was_closed_is_forgotten(hotel: Hotel) -> None:
    hotel.checkout()
    hotel.rows(
        """insert into tasks (kind, subject, opened_at, closed_at, closed_by, outcome)
           select 'a', id::text, now(), now(), 'Rita', 'Ana called' from payments"""
    )
    hotel.rows("update payments set status = 'expired'")
    hotel.rows("update holds set status = 'expired', closed_at = now()")
    finish(hotel)
    assert erase(hotel)["outcome"] == "erased"
    assert hotel.value("select outcome from tasks") == "erased"


def test_money_rooms_and_counts_are_what_they_were(hotel: Hotel, guest: str) -> None:
    def facts() -> Any:
        counts = {table: len(rows) for table, rows in hotel.snapshot().items()}
        del counts["contact_identities"]
        money = "select id, status, received_cents, refunded_cents, amount_cents from payments"
        nights = "select * from ari order by 1, 2, 3"
        book = hotel.rows("select * from money_book()")
        return counts, book, hotel.rows(money), hotel.rows(nights)

    before = facts()
    erase(hotel)
    assert facts() == before
    assert hotel.is_conserved()


def test_what_is_erased_was_exported_whole(hotel: Hotel, guest: str) -> None:
    exported = hotel.call("export_contact", contact_id=guest)
    told = {
        f"{table}.{column}"
        for table, rows in exported.items()
        for row in rows
        for column, value in row.items()
        if PLANTED in str(value).lower() or DIGITS in str(value)
    }
    assert told == seen(hotel, PLANTED, DIGITS)


def test_a_dry_run_counts_and_changes_nothing(hotel: Hotel, guest: str) -> None:
    before = hotel.snapshot()
    counted = erase(hotel, dry_run=True)
    assert counted["outcome"] == "counted"
    assert hotel.snapshot() == before
    assert erase(hotel) == {**counted, "outcome": "erased"}


def test_done_again_it_finds_nothing_to_do(hotel: Hotel, guest: str) -> None:
    erase(hotel)
    before = hotel.snapshot()
    again = erase(hotel, guest, by="Zilda", now=LATER + timedelta(days=1))
    assert (again["outcome"], again["events"], again["messages"]) == ("erased", 0, 0)
    assert hotel.snapshot() == before


def test_either_of_two_merged_contacts_is_both(hotel: Hotel, guest: str) -> None:
    [(merged,)] = hotel.rows("select id::text from contacts where merged_into is not null")
    assert sorted(erase(hotel, merged)["contact_ids"]) == sorted([merged, guest])
    hotel.call("part_contacts", **{"from": merged})
    assert seen(hotel, PLANTED, DIGITS) == set()


def test_who_writes_later_is_somebody_new(hotel: Hotel, guest: str) -> None:
    erase(hotel)
    wrote(hotel, "later", "hello", phone=PHONE)
    assert person(hotel) != guest
    chats = "select count(*) from conversations where contact_id::text = %s"
    assert hotel.value(chats, person(hotel)) == 1
    assert hotel.value("select body from messages where body <> ''") == plant("hello")


def test_what_came_once_is_still_known(hotel: Hotel) -> None:
    receipt = {"source": "whatsapp", "external_id": "keyed", "event_type": "message_received"}
    said = {"payload": {"message_id": "m", "phone": PHONE, "text": "oi"}, "now": NOON}
    event_id = hotel.call("receive_event", **receipt, **said)["event_id"]
    hotel.step("save_message", event_id)
    finish(hotel)
    assert erase(hotel)["events"] == 1
    again = hotel.call("receive_event", **receipt, **said)
    assert (again["outcome"], again["event_id"]) == ("duplicate", event_id)
    assert hotel.value(EMPTIED) == 1


def test_another_guest_keeps_everything(hotel: Hotel, guest: str) -> None:
    other = {"name": "Beatriz", "phone": "+5511988887777"}
    event_id, _ = hotel.hold(first=5, guest=other)
    wrote(hotel, "other", "mine", phone=other["phone"], name="Bia")
    finish(hotel)
    kept = hotel.rows("select payload from events where payload::text like '%%88887777%%'")
    erase(hotel)
    assert hotel.rows("select payload from events where payload::text like '%%88887777%%'") == kept
    assert hotel.value("select guest_name from holds where event_id = %s", event_id) == "Beatriz"
    assert hotel.rows("select body from messages where body <> ''") == [(plant("mine"),)]


REFUNDING = """insert into refunds (payment_id, amount_cents, currency, status, requested_by,
  created_at, updated_at) select id, 1, 'brl', 'requested', 'Rita', now(), now() from payments"""


@pytest.mark.parametrize(
    ("changes", "now", "reasons"),
    [
        ((), NOON, ["stay_to_come"]),
        (("update events set status = 'processing', finished_at = null, result = null",), LATER,
         ["event_under_way"]),
        (("update events set status = 'failed', error = 'x', result = null "
          "where event_type = 'payment_succeeded'",), LATER, ["event_under_way"]),
        ((REFUNDING,), LATER, ["unpaid_refund"]),
        (("insert into disputes select 'dp_1', id, 1, 'brl', 'needs_response', null, now(), now() "
          "from payments",), LATER, ["open_dispute"]),
        (("update payments set status = 'processing'",), LATER, ["money_on_its_way"]),
        (("update holds set status = 'active', closed_at = null",), LATER, ["open_hold"]),
        (("select open_task('decide_payment', p.id::text, h.property_id, h.contact_id, null, null)"
          " from payments p join holds h on h.id = p.hold_id",), LATER, ["open_task"]),
        ((f"update properties set staff_phone = '{PHONE}'",), LATER, ["staff_number"]),
    ],
)  # fmt: skip
def test_what_is_open_is_named_and_nothing_is_erased(
    hotel: Hotel, changes: tuple[str, ...], now: Any, reasons: list[str]
) -> None:
    _, hold_id, session_id = hotel.checkout()
    hotel.pay(session_id, hold_id)
    finish(hotel)
    for change in changes:
        hotel.rows(change)
    before = hotel.snapshot()
    answer = erase(hotel, now=now)
    assert (answer["outcome"], [each["reason"] for each in answer["reasons"]]) == (
        "refused",
        reasons,
    )
    assert hotel.snapshot() == before


def test_nothing_is_sent_to_who_was_erased(hotel: Hotel, guest: str) -> None:
    erase(hotel)
    hold_id = hotel.value("select id::text from holds")
    event_id = hotel.event("refund_changed", {"hold_id": hold_id})
    prepared = hotel.call("prepare_message", event_id=event_id, template="refunded", now=LATER)
    assert (prepared["outdated"], prepared["to"], prepared["name"]) == (True, None, None)


@pytest.mark.parametrize(
    ("options", "code"),
    [({"by": " "}, "missing"), ({"contact_id": str(UUID(int=0))}, "unknown_contact")],
)
def test_who_and_whom_have_to_be_told(hotel: Hotel, options: dict[str, str], code: str) -> None:
    hotel.hold()
    with pytest.raises(Refused) as refused:
        erase(hotel, **options)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "given", [PHONE, "+55 (11) 99999-8888", "lid", "hold", "lead", "planted.only@exemplo.com"]
)
def test_a_contact_is_found_by_whatever_is_at_hand(hotel: Hotel, given: str) -> None:
    wrote(hotel, "1", "hi", phone=PHONE, lid="LID1")
    _, held = hotel.hold()
    lead = {"email": "planted.only@exemplo.com"}
    lead_id = hotel.step("upsert_lead", hotel.event("lead_created", lead))["lead_id"]
    known = {"lid": "LID1", "hold": held["hold_id"], "lead": lead_id}
    owner = "select contact_id::text from leads" if given in ("lead", *lead.values()) else (
        "select contact_id::text from holds")  # fmt: skip
    assert person(hotel, known.get(given, given)) == hotel.value(owner)


def test_who_writes_at_the_same_moment_is_kept_apart(hotel: Hotel) -> None:
    """Erased first, the writer is somebody new; written first, the event under way is refused or
    its words are erased: never words in the chat of who was erased."""
    wrote(hotel, "first", "first", phone=PHONE)
    finish(hotel)
    contact_id = person(hotel)

    def act(each: Hotel, number: int) -> Any:
        if number % 2:
            return wrote(each, f"m{number}", f"words {number}", phone=PHONE)["outcome"]
        return erase(each, contact_id)["outcome"]

    outcomes = at_once(hotel.url, 6, act)
    erased = hotel.value(
        "select erased_at is not null from contacts where id::text = %s", contact_id
    )
    assert erased == ("erased" in outcomes)
    words = """select count(*) from messages m join conversations c on c.id = m.conversation_id
        join contacts k on k.id = c.contact_id where m.body <> '' and k.erased_at is not null"""
    assert hotel.value(words) == 0
    assert hotel.value("select count(*) from messages") == 4
