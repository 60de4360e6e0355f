"""The event types that the ingest-event workflow handles, and the payload of each as it is stored.

A payload is stored as its model: phones in E.164, dates and amounts checked, nothing a provider
sent beside it. The pipeline's payloads are people's own notes, so unknown keys are kept there;
where money and rooms are at stake an unknown key is a mistake and refused. Event types that are not
listed are kept as they came, and ignored.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal, NamedTuple, Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from hotelly.errors import Detail, InvalidInput
from hotelly.ingest.phone import Phone
from hotelly.web import validated

LONGEST_STAY: Final = timedelta(days=90)
LONGEST_SPAN: Final = timedelta(days=731)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Stage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Note = Annotated[str, Field(max_length=2000)]
Price = Annotated[int, Field(ge=1, le=99_999_999)]
Amount = Annotated[int, Field(ge=1, le=100_000_000_000)]
Count = Annotated[int, Field(ge=0, le=10_000)]
Quantity = Annotated[int, Field(ge=1, le=100)]
Age = Annotated[int, Field(ge=0, le=17)]


def _day(value: object) -> date:
    """A date as YYYY-MM-DD and nothing else: pydantic takes "0" for a number of seconds."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return date.fromisoformat(value)
    raise ValueError("a date as YYYY-MM-DD is expected")


Day = Annotated[date, BeforeValidator(_day)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Notes(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


class LeadCreated(BaseModel):
    """Forms send whatever they have: what is not named here is dropped."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    name: Name
    phone: Phone | None = None
    email: Email | None = None
    source: Identifier = "webhook"
    funnel: Identifier | None = None
    location: Name | None = None
    project_type: Identifier | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.phone or self.email:
            return self
        raise ValueError("a lead needs a phone or an e-mail")


class MessageReceived(Payload):
    message_id: Identifier
    phone: Phone
    jid: Identifier | None = None
    name: Name | None = None
    text: str | None = None
    message_type: Identifier = "unknown"
    instance: Identifier | None = None
    sent_at: Identifier | None = None


class StageChanged(Notes):
    from_stage: Stage | None = None
    to_stage: Stage
    reason: Note | None = None


class ProposalSent(Notes):
    title: Name | None = None
    amount_cents: Amount | None = None
    currency: Annotated[str, Field(pattern="^[a-z]{3}$")] | None = None
    reference: Identifier | None = None


class Won(Notes):
    project_id: UUID | None = None
    reason: Note | None = None


class ObraCreated(Notes):
    project_id: UUID | None = None
    name: Name | None = None
    address: Note | None = None
    starts_on: Day | None = None


NIGHT_VALUES: Final = (
    "total",
    "price_cents",
    "min_stay",
    "closed_to_arrival",
    "closed_to_departure",
    "stop_sell",
)


class AriUpdated(Payload):
    """`last_night` is included. What is not given stays as it is.

    `sequence` (of a `sender`) or `sent_at` is the sender's own order; without one, that of receipt
    decides which of two updates is the newer.
    """

    room_type: Slug
    first_night: Day
    last_night: Day
    total: Count | None = None
    price_cents: Price | None = None
    min_stay: Annotated[int, Field(ge=1, le=LONGEST_STAY.days)] | None = None
    closed_to_arrival: bool | None = None
    closed_to_departure: bool | None = None
    stop_sell: bool | None = None
    sender: Slug | None = None
    sequence: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    sent_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not timedelta(0) <= self.last_night - self.first_night <= LONGEST_SPAN:
            raise ValueError("last_night must be on or after first_night, within two years")
        if all(getattr(self, value) is None for value in NIGHT_VALUES):
            raise ValueError(f"one of {', '.join(NIGHT_VALUES)} is needed")
        return self


class RoomRequest(Payload):
    room_type: Slug
    quantity: Quantity


class Guest(Payload):
    name: Name
    phone: Phone
    email: Email | None = None


class HoldRequested(Payload):
    check_in: Day
    check_out: Day
    rooms: Annotated[list[RoomRequest], Field(min_length=1, max_length=20)]
    guest: Guest
    adults: Quantity | None = None
    children: Count | None = None
    children_ages: Annotated[list[Age], Field(max_length=100)] | None = None
    """in years; a child of `children` without an age pays as a grown person"""

    @field_validator("rooms")
    @classmethod
    def _each_type_once(cls, rooms: list[RoomRequest]) -> list[RoomRequest]:
        if len({room.room_type for room in rooms}) < len(rooms):
            raise ValueError("name each room type once")
        return rooms

    @model_validator(mode="after")
    def _is_a_stay(self) -> Self:
        if not timedelta(0) < self.check_out - self.check_in <= LONGEST_STAY:
            raise ValueError("check_out must be after check_in, within 90 nights")
        return self


class HoldCancelled(Payload):
    hold_id: UUID
    reason: Note | None = None


class SessionEvent(Payload):
    """A trigger: the truth is fetched from Stripe by the session's id."""

    session_id: Annotated[str, Field(pattern=r"^cs_[A-Za-z0-9_]{1,200}$")]
    payment_intent: Identifier | None = None
    stripe_type: Identifier | None = None
    livemode: bool | None = None


class EventType(NamedTuple):
    payload: type[BaseModel]
    needs: Literal["property_id", "lead_id"] | None = None


EVENT_TYPES: Final[Mapping[str, EventType]] = {
    "lead_created": EventType(LeadCreated),
    "message_received": EventType(MessageReceived),
    "stage_changed": EventType(StageChanged, needs="lead_id"),
    "proposal_sent": EventType(ProposalSent, needs="lead_id"),
    "won": EventType(Won, needs="lead_id"),
    "obra_created": EventType(ObraCreated, needs="lead_id"),
    "ari_updated": EventType(AriUpdated, needs="property_id"),
    "hold_requested": EventType(HoldRequested, needs="property_id"),
    "hold_cancelled": EventType(HoldCancelled),
    "payment_succeeded": EventType(SessionEvent),
    "payment_pending": EventType(SessionEvent),
    "payment_failed": EventType(SessionEvent),
    "checkout_expired": EventType(SessionEvent),
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
