"""Events from one's own systems and people: forms' leads, and `/events` for everything else."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field
from werkzeug.datastructures import Headers

from hotelly.errors import Detail, InvalidInput
from hotelly.ingest.authenticity import verify_bearer
from hotelly.ingest.event_types import normalised, require_subject
from hotelly.ingest.receipt import LONGEST_KEY, Receipt, fingerprint, parsed_object
from hotelly.web import Body, validated

LEAD_WINDOW: Final = timedelta(hours=24)
EVENT_WINDOW: Final = timedelta(seconds=60)

Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]


class OwnEvent(Body):
    event_type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
    payload: dict[str, Any]
    property_id: Key | None = None
    lead_id: UUID | None = None
    id: Key | None = None
    """the sender's own, or the header Idempotency-Key; without either the content counts"""


def receive_lead(headers: Headers, body: bytes) -> list[Receipt]:
    """A form was filled in. Raises Unauthorized, NotConfigured, InvalidInput."""
    verify_bearer(headers, "LEAD_WEBHOOK_SECRET")
    payload = normalised("lead_created", parsed_object(body), prefix="")
    key = _key(headers)
    return [
        Receipt(
            source="lead",
            external_id=key or fingerprint(payload),
            event_type="lead_created",
            payload=payload,
            window=None if key else LEAD_WINDOW,
            subject=fingerprint(*_whom(payload)),
        )
    ]


def receive_event(headers: Headers, body: bytes) -> list[Receipt]:
    """Any event. Raises Unauthorized, NotConfigured, InvalidInput."""
    verify_bearer(headers, "EVENTS_SECRET")
    content = parsed_object(body)
    event = validated(OwnEvent, json.dumps(content))
    require_subject(event.event_type, event.model_dump())
    key = event.id or _key(headers)
    return [
        Receipt(
            source="events",
            external_id=key or fingerprint(content),
            event_type=event.event_type,
            payload=normalised(event.event_type, content["payload"]),
            property_id=event.property_id,
            lead_id=str(event.lead_id) if event.lead_id else None,
            window=None if key else EVENT_WINDOW,
            subject=fingerprint(event.property_id, event.lead_id, *_whom(event.payload)),
        )
    ]


def _whom(payload: Mapping[str, Any]) -> list[Any]:
    """Whom or what a payload is about: events without ids are told apart among these alone."""
    guest = payload.get("guest")
    return [
        guest.get("phone") if isinstance(guest, dict) else None,
        *(payload.get(name) for name in ("hold_id", "room_type", "phone", "email")),
    ]


def _key(headers: Headers) -> str | None:
    key = headers.get("Idempotency-Key")
    if key and len(key) > LONGEST_KEY:
        fault = Detail("Idempotency-Key", f"At most {LONGEST_KEY} characters are expected")
        raise InvalidInput("invalid_input", "The header Idempotency-Key is too long.", [fault])
    return key
