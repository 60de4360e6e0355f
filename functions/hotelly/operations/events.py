"""The life of an event: begun, finished or failed, and claimed again when it got lost."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from hotelly.database import call
from hotelly.errors import Detail, InvalidInput
from hotelly.ingest.allowed_types import own_type
from hotelly.ingest.event_types import normalised
from hotelly.ingest.payloads.fields import Slug
from hotelly.web import Answer, Body, EventId, EventStep, step

Code = Annotated[str, Field(max_length=200)]


class InRun(EventStep):
    """What is said of a run itself, not of a step in it."""

    execution_id: EventId | None = None
    """instead of `run`, from a workflow of the release before"""

    def executed_by(self) -> str:
        """The id of the execution. Raises InvalidInput when nobody told it."""
        told = self.run.execution_id if self.run else self.execution_id
        if told is None:
            missing = Detail("run", "Field required")
            raise InvalidInput("invalid_input", "The request has invalid fields.", [missing])
        return told


class Begin(InRun):
    """The argument of ingest-event. With a `payload` the receipt is stored first, if missing."""

    event_type: Code | None = None
    property_id: Slug | None = None
    source: Code | None = None
    payload: dict[str, Any] | None = None


class Finish(InRun):
    status: Literal["processed", "ignored", "failed"]
    result: dict[str, Any] = Field(default_factory=dict)
    """ids and outcomes, answered again by every later run"""
    error: Code | None = None
    """`HTTP 422 unknown_room_type`: where and which code, never a message"""


class Claim(Body):
    """What is left out is as SQL's claim_events has it."""

    limit: Annotated[int, Field(ge=1, le=500)] | None = None
    older_than_seconds: Annotated[int, Field(ge=0, le=86_400)] | None = None
    max_attempts: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    now: datetime | None = None


@step
def begin_event(body: Begin) -> Answer:
    """`begun`, or `finished` with the recorded `result` of an earlier run."""
    event_type, payload = body.event_type, body.payload
    if payload is not None and body.event_type is not None:
        payload = normalised(body.event_type, payload)
        event_type = own_type(body.event_type)
    return call(
        "begin_event",
        event_id=body.event_id,
        execution_id=body.executed_by(),
        correlation_id=body.correlation_id,
        event_type=event_type,
        property_id=body.property_id,
        source=body.source,
        payload=payload,
    )


@step
def finish_event(body: Finish) -> Answer:
    """`finished` with the result, or `failed`, for the sweep to try again."""
    run = {"event_id": body.event_id, "execution_id": body.executed_by()}
    if body.status == "failed":
        return call("fail_event", **run, error=body.error or "unknown")
    return call("finish_event", **run, status=body.status, result=body.result)


@step
def claim_events(body: Claim) -> Answer:
    """Events that failed, were never started, or went silent: {events}, each claimed once."""
    seconds = body.older_than_seconds
    return call(
        "claim_events",
        limit=body.limit,
        older_than=None if seconds is None else timedelta(seconds=seconds),
        max_attempts=body.max_attempts,
        now=body.now,
    )
