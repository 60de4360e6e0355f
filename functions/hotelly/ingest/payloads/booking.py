"""Rooms: what is for sale, who asks for them, who gives them up."""

from datetime import timedelta
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator, model_validator

from hotelly.contacts.phone import Phone
from hotelly.ingest.payloads.fields import (
    LONGEST_SPAN,
    LONGEST_STAY,
    Age,
    Children,
    Count,
    Day,
    Email,
    Name,
    Note,
    Payload,
    Price,
    Quantity,
    Slug,
)

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
    children: Children | None = None
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


class HoldLapsed(Payload):
    """Nobody paid, and the rooms are free again: to be told to the guest."""

    hold_id: UUID


class HoldCancelled(Payload):
    hold_id: UUID
    reason: Note | None = None
