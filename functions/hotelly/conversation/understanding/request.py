"""What is known before a message is read: slots, the question just asked, the options offered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """One of the offers that the hotel listed; `price` in whole currency units."""

    n: int
    room_type: str | None = None
    price: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The conversation so far. `asked` is the slot last asked for, or `confirm`, `option`,
    `cancel_confirm`; `has_booking` says that the slots are those of a booking made earlier."""

    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    adults: int | None = None
    children: int | None = None
    child_ages: tuple[int, ...] | None = None
    rooms: int | None = None
    room_type: str | None = None
    asked: str | None = None
    has_booking: bool = False
    options: tuple[Option, ...] = field(default=())

    @classmethod
    def from_json(cls, context: Mapping[str, Any]) -> "Known":
        """From `{"check_in": "2027-03-10", "adults": 2, "asked": "confirm", "options": [{"n": 1,
        "room_type": "casal", "price": 320}], "booking": "confirmed"}`, all of it optional."""
        plain = {name: context.get(name) for name in _PLAIN}
        return cls(
            **plain,
            check_in=_day(context.get("check_in")),
            check_out=_day(context.get("check_out")),
            child_ages=_ages(context.get("child_ages")),
            has_booking=context.get("booking") is not None,
            options=tuple(_option(option) for option in context.get("options") or ()),
        )


_PLAIN = ("nights", "adults", "children", "rooms", "room_type", "asked")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _ages(ages: list[int] | None) -> tuple[int, ...] | None:
    return None if ages is None else tuple(ages)


def _option(option: Mapping[str, Any]) -> Option:
    return Option(option["n"], option.get("room_type"), option.get("price"))
