"""POST /events: any event of one's own systems and people."""

import json
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field
from werkzeug.datastructures import Headers

from hotelly.ingest.allowed_types import own_type
from hotelly.ingest.authenticity import verify_bearer
from hotelly.ingest.event_types import normalised, require_subject
from hotelly.ingest.fingerprints import fingerprint, kept_id
from hotelly.ingest.leads.forms import idempotency_key
from hotelly.ingest.payloads.fields import Slug
from hotelly.ingest.receipt import LONGEST_KEY, ReadBody, Receipt, parsed_object, subject_of
from hotelly.web import Body, validated

EVENT_WINDOW: Final = timedelta(seconds=60)

Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]


class OwnEvent(Body):
    event_type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,63}$")]
    payload: dict[str, Any]
    property_id: Slug | None = None
    lead_id: UUID | None = None
    id: Key | None = None
    """the sender's own, or the header Idempotency-Key; without either the content counts"""


def receive_event(headers: Headers, read: ReadBody) -> list[Receipt]:
    """Any event. Raises Unauthorized, NotConfigured, InvalidInput."""
    verify_bearer(headers, "EVENTS_SECRET")
    content = parsed_object(read())
    event = validated(OwnEvent, json.dumps(content))
    require_subject(event.event_type, event.model_dump())
    key = event.id or idempotency_key(headers)
    return [
        Receipt(
            source="events",
            external_id=kept_id(key) if key else fingerprint(content),
            event_type=own_type(event.event_type),
            payload=normalised(event.event_type, content["payload"]),
            property_id=event.property_id,
            lead_id=str(event.lead_id) if event.lead_id else None,
            window=None if key else EVENT_WINDOW,
            subject=subject_of(event.payload, event.property_id, event.lead_id),
        )
    ]
