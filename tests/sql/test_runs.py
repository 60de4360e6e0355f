"""An event is run until it is finished, by whoever comes; finished, it stays as it is."""

import pytest

from tests.sql.hotel import NOON, Hotel, Refused
from tests.sql.runs import begin, claimed, fail, finish


def test_a_run_is_begun_and_finished_and_logged(hotel: Hotel, event_id: str) -> None:
    begun = begin(hotel, event_id)
    assert (begun["outcome"], begun["event_type"]) == ("begun", "any")
    assert hotel.status("events", "id", event_id) == "processing"
    assert finish(hotel, event_id, outcome="held")["result"] == {"outcome": "held"}
    assert hotel.rows(
        "select execution_id, outcome from event_runs where event_id = %s", event_id
    ) == [("run-1", "processed")]


def test_running_a_finished_event_again_only_grows_the_log_of_runs(
    hotel: Hotel, event_id: str
) -> None:
    begin(hotel, event_id)
    finish(hotel, event_id, outcome="held")
    before = hotel.snapshot()
    again = begin(hotel, event_id, "run-2")
    assert (again["outcome"], again["result"]) == ("finished", {"outcome": "held"})
    assert finish(hotel, event_id, execution_id="run-2", outcome="other")["result"] == {
        "outcome": "held"
    }
    assert fail(hotel, event_id, "run-2")["status"] == "processed"
    after = hotel.snapshot()
    assert len(after.pop("event_runs")) == len(before.pop("event_runs")) + 1
    assert after == before


def test_the_same_call_of_the_same_run_counts_as_one_attempt(hotel: Hotel, event_id: str) -> None:
    begin(hotel, event_id)
    begin(hotel, event_id)
    begin(hotel, event_id, "run-2")
    assert hotel.value("select attempts from events where id = %s", event_id) == 2


def test_a_failed_event_is_begun_again_and_forgets_its_error(hotel: Hotel, event_id: str) -> None:
    begin(hotel, event_id)
    assert fail(hotel, event_id)["outcome"] == "failed"
    assert hotel.rows("select status, error from events where id = %s", event_id) == [
        ("failed", "HTTP 422")
    ]
    begin(hotel, event_id, "run-2")
    assert hotel.rows("select status, error from events where id = %s", event_id) == [
        ("processing", None)
    ]


def test_an_event_run_by_hand_is_stored_first(hotel: Hotel) -> None:
    correlation_id = "00000000-0000-0000-0000-000000000001"
    answer = begin(
        hotel,
        "test-123",
        correlation_id=correlation_id,
        event_type="lead_created",
        source="manual",
        payload={"name": "Teste"},
    )
    assert (answer["outcome"], answer["correlation_id"]) == ("begun", correlation_id)
    assert hotel.rows("select source, payload from events where id = 'test-123'") == [
        ("manual", {"name": "Teste"})
    ]


def test_an_unknown_event_without_payload_is_refused(hotel: Hotel) -> None:
    for attempt in (begin, finish, fail):
        with pytest.raises(Refused) as refused:
            attempt(hotel, "nobody")
        assert (refused.value.state, refused.value.code) == ("XH404", "unknown_event")


def test_an_event_by_hand_needs_a_type(hotel: Hotel) -> None:
    with pytest.raises(Refused) as refused:
        begin(hotel, "test-123", payload={})
    assert (refused.value.state, refused.value.code) == ("XH400", "missing")


def test_an_event_ends_as_processed_or_ignored_only(hotel: Hotel, event_id: str) -> None:
    with pytest.raises(Refused) as refused:
        finish(hotel, event_id, "received")
    assert refused.value.code == "invalid_status"


def test_the_runbooks_reset_has_a_finished_event_done_again(hotel: Hotel, event_id: str) -> None:
    begin(hotel, event_id)
    fail(hotel, event_id)
    assert (
        hotel.rows(
            """SELECT id, correlation_id, event_type, error, created_at
           FROM events
           WHERE status = 'failed'
           ORDER BY created_at DESC
           LIMIT 20"""
        )[0][0]
        == event_id
    )
    hotel.rows(f"UPDATE events SET status = 'received', error = NULL WHERE id = '{event_id}'")
    assert claimed(hotel, NOON) == [event_id]
    assert begin(hotel, event_id, "run-2")["outcome"] == "begun"


def test_the_runbooks_timeline_answers(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", {"name": "João", "phone": "+5511999998888"})
    hotel.step("upsert_lead", event_id)
    correlation_id = hotel.value("select correlation_id from events where id = %s", event_id)
    assert hotel.rows(
        f"SELECT * FROM events WHERE correlation_id = '{correlation_id}' ORDER BY created_at"
    )
    [row] = hotel.rows(
        f"""SELECT
              e.event_type,
              e.status,
              e.workflow_execution_id,
              e.created_at,
              l.name AS lead_name,
              l.stage AS lead_stage
            FROM events e
            LEFT JOIN leads l ON l.id = e.lead_id
            WHERE e.correlation_id = '{correlation_id}'
            ORDER BY e.created_at"""
    )
    assert row == ("lead_created", "received", None, NOON, "João", "triagem")
