"""No call reads a whole table that grows: what is fast in the first week stays so."""

from collections.abc import Iterator

import pytest

from tests.sql.hotel import NOON, Hotel

SMALL = {"properties", "room_types"}


@pytest.fixture
def frugal_hotel(hotel: Hotel) -> Iterator[Hotel]:
    """One whose planner reads a whole table only where no index could help."""
    hotel.rows("set enable_seqscan = off")
    hotel.connection.autocommit = False
    yield hotel
    hotel.connection.rollback()


def whole_reads(hotel: Hotel) -> dict[str, int]:
    return {
        table: reads
        for table, reads in hotel.rows("select relname, seq_scan from pg_stat_xact_user_tables")
        if table not in SMALL
    }


def test_no_step_of_a_journey_reads_a_whole_table(frugal_hotel: Hotel) -> None:
    hotel = frugal_hotel
    before = whole_reads(hotel)
    event_id, hold_id, session_id = hotel.checkout()
    hotel.call("begin_event", event_id=event_id, execution_id="run", now=NOON)
    hotel.call("prepare_message", event_id=event_id, template="payment_link", now=NOON)
    hotel.call("mark_sending", event_id=event_id, template="payment_link", body="", now=NOON)
    hotel.call("finish_event", event_id=event_id, execution_id="run", status="processed", result={})
    hotel.call("open_payment", hold_id=hold_id)
    hotel.pay(session_id, hold_id)
    hotel.pay("cs_second", hold_id)
    hotel.pay("cs_stranger", "not-ours")
    hotel.event("message_received", {"phone": "+5511999998888"})
    hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": hold_id}))
    hotel.step("upsert_lead", hotel.event("lead_created", {"phone": "+5511999998888"}))
    hotel.set_ari(price_cents=20_000)
    assert whole_reads(hotel) == before


def test_no_sweep_reads_a_whole_table(frugal_hotel: Hotel) -> None:
    hotel = frugal_hotel
    _, hold_id, session_id = hotel.checkout()
    before = whole_reads(hotel)
    hotel.call("expire", now=NOON.replace(hour=13))
    hotel.call("close_payment", hold_id=hold_id, session_id=session_id, now=NOON)
    hotel.call("claim_events", now=NOON.replace(year=2031))
    hotel.rows("select * from trace((select correlation_id from holds where id = %s))", hold_id)
    assert whole_reads(hotel) == before
