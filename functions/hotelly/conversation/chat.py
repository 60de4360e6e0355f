"""What is known when a turn is decided: the inquiry so far, the house, the guest's own stay."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from hotelly.conversation.understanding import Known, Meaning, Option


@dataclass(frozen=True)
class Slots:
    """What the guest wants, as far as it is known."""

    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    adults: int | None = None
    children: int | None = None
    child_ages: tuple[int, ...] | None = None
    rooms: int | None = None
    room_type: str | None = None

    def with_meaning(self, meaning: Meaning) -> "Slots":
        """What a message states counts; new dates make the old other end of the stay void."""
        told = {name: value for name in _names() if (value := getattr(meaning, name)) is not None}
        if "check_in" in told and not {"check_out", "nights"} & told.keys():
            told["nights"] = self.length
            told["check_out"] = None
        if "adults" in told and "children" not in told and "child_ages" not in told:
            told |= {} if self.children is None else {"children": self.children}
        if "child_ages" in told:
            told["children"] = len(told["child_ages"])
        return replace(self, **told).settled()

    def settled(self) -> "Slots":
        """Check-out by nights, where only these were said."""
        if self.check_in and self.check_out is None and self.nights:
            return replace(self, check_out=self.check_in + timedelta(days=self.nights), nights=None)
        return replace(self, nights=None) if self.check_in and self.check_out else self

    @property
    def length(self) -> int | None:
        if self.check_in and self.check_out:
            return (self.check_out - self.check_in).days
        return self.nights

    @property
    def party(self) -> dict[str, Any]:
        """Who comes, as payloads have it."""
        ages = list(self.child_ages or ())
        people = {"adults": self.adults, "children": self.children, "children_ages": ages}
        return {name: value for name, value in people.items() if value}

    def to_json(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in _names()}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in plain.items()
            if value is not None
        }


def _names() -> tuple[str, ...]:
    return tuple(Slots.__dataclass_fields__)


def slots_from(told: Mapping[str, Any]) -> Slots:
    """From `to_json`, or from what SQL knows of a stay."""
    ages = told.get("child_ages")
    return Slots(
        check_in=_day(told.get("check_in")),
        check_out=_day(told.get("check_out")),
        nights=told.get("nights"),
        adults=told.get("adults"),
        children=told.get("children"),
        child_ages=None if ages is None else tuple(ages),
        rooms=told.get("rooms"),
        room_type=told.get("room_type"),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Chat:
    """open_turn's answer."""

    text: str
    today: date
    slots: Slots
    asked: str | None
    options: list[dict[str, Any]]
    misunderstood: int
    guest_name: str | None
    booking: Mapping[str, Any] | None
    house: Mapping[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> Known:
        """What the understanding of the next message builds upon."""
        stay = self.slots if self.slots.check_in or not self.booking else slots_from(self.booking)
        options = tuple(Option(each["n"], each.get("room_type")) for each in self.options)
        plain = {name: getattr(stay, name) for name in _names()}
        return Known(
            **plain,
            asked=self.asked,
            has_booking=bool(self.booking and self.booking["status"] == "confirmed"),
            options=options,
        )


def chat_from(turn: Mapping[str, Any]) -> Chat:
    house = turn["property"]
    return Chat(
        text="\n".join(turn["texts"]),
        today=date.fromisoformat(house["today"]),
        slots=slots_from(turn["slots"]),
        asked=turn["asked"],
        options=turn["options"],
        misunderstood=turn["misunderstood"],
        guest_name=turn["guest"].get("name"),
        booking=turn["booking"],
        house=house,
    )
