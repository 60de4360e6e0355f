"""Runs of events: begun, finished, failed, swept."""

from datetime import timedelta
from typing import Any

from tests.sql.hotel import NOON, Hotel


def begin(hotel: Hotel, event_id: str, execution_id: str = "run-1", **more: Any) -> Any:
    return hotel.call(
        "begin_event", event_id=event_id, execution_id=execution_id, **{"now": NOON, **more}
    )


def finish(
    hotel: Hotel,
    event_id: str,
    status: str = "processed",
    execution_id: str = "run-1",
    **result: Any,
) -> Any:
    return hotel.call(
        "finish_event",
        event_id=event_id,
        execution_id=execution_id,
        status=status,
        result=result,
        now=NOON,
    )


def fail(hotel: Hotel, event_id: str, execution_id: str = "run-1", error: str = "HTTP 422") -> Any:
    return hotel.call(
        "fail_event", event_id=event_id, execution_id=execution_id, error=error, now=NOON
    )


def claimed(
    hotel: Hotel, now: Any, limit: int = 50, older_than: timedelta = timedelta(minutes=2)
) -> list[str]:
    """Ids of the events that the sweep takes."""
    answer = hotel.call("claim_events", limit=limit, older_than=older_than, max_attempts=3, now=now)
    return [event["event_id"] for event in answer["events"]]
