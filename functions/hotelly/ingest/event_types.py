"""The event types that the ingest-event workflow handles, and the payload of each as it is stored.

A payload is stored as its model: phones in E.164, dates and amounts checked, nothing a provider
sent beside it. Event types that are not listed are kept as they came, and ignored.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel

from hotelly.errors import Detail, InvalidInput
from hotelly.ingest.payloads.booking import (
    AriUpdated,
    HoldCancelled,
    HoldLapsed,
    HoldRequested,
)
from hotelly.ingest.payloads.messages import (
    DeliveryReported,
    MessageDeleted,
    MessageReceived,
    PreferenceChanged,
    StaffReplied,
)
from hotelly.ingest.payloads.payments import PaymentResolution, ProviderObject, SessionEvent
from hotelly.ingest.payloads.sales import LeadCreated, ObraCreated, ProposalSent, StageChanged, Won
from hotelly.ingest.payloads.tasks import TaskOpened
from hotelly.web import validated


class EventType(NamedTuple):
    payload: type[BaseModel]
    needs: Literal["property_id", "lead_id"] | None = None


EVENT_TYPES: Final[Mapping[str, EventType]] = {
    "lead_created": EventType(LeadCreated),
    "message_received": EventType(MessageReceived),
    "staff_replied": EventType(StaffReplied),
    "message_deleted": EventType(MessageDeleted),
    "delivery_reported": EventType(DeliveryReported),
    "preference_changed": EventType(PreferenceChanged),
    "stage_changed": EventType(StageChanged, needs="lead_id"),
    "proposal_sent": EventType(ProposalSent, needs="lead_id"),
    "won": EventType(Won, needs="lead_id"),
    "obra_created": EventType(ObraCreated, needs="lead_id"),
    "ari_updated": EventType(AriUpdated, needs="property_id"),
    "hold_requested": EventType(HoldRequested, needs="property_id"),
    "hold_cancelled": EventType(HoldCancelled),
    "hold_lapsed": EventType(HoldLapsed),
    "payment_succeeded": EventType(SessionEvent),
    "payment_pending": EventType(SessionEvent),
    "payment_failed": EventType(SessionEvent),
    "checkout_expired": EventType(SessionEvent),
    "refund_changed": EventType(ProviderObject),
    "dispute_changed": EventType(ProviderObject),
    "task_opened": EventType(TaskOpened, needs="property_id"),
    "payment_resolution": EventType(PaymentResolution),
}


def normalised(
    event_type: str, payload: Mapping[str, Any], prefix: str = "payload"
) -> dict[str, Any]:
    """The payload as it is stored. Raises InvalidInput with paths under `prefix`."""
    known = EVENT_TYPES.get(event_type)
    if known is None:
        return dict(payload)
    checked = validated(known.payload, json.dumps(payload), prefix)
    return checked.model_dump(mode="json", exclude_none=True)


def require_subject(event_type: str, subjects: Mapping[str, object]) -> None:
    """Raises InvalidInput when the type is about a property or a lead and the event names none."""
    known = EVENT_TYPES.get(event_type)
    if known and known.needs and not subjects.get(known.needs):
        fault = Detail(known.needs, "Field required")
        raise InvalidInput("invalid_input", f"{event_type} needs {known.needs}.", [fault])
