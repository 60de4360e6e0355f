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
        if "child_ages" in told and "children" not in told:
            told |= self._with_ages(told["child_ages"])
        return replace(self, **told).settled()

    def _with_ages(self, ages: tuple[int, ...]) -> dict[str, Any]:
        """Of two children one age may be told after the other."""
        expected, known = self.children or 0, self.child_ages or ()
        if len(known) + len(ages) <= expected:
            ages = (*known, *ages)
        return {"children": max(expected, len(ages)), "child_ages": ages}

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
    turns: int
    """before this one"""
    guest_name: str | None
    booking: Mapping[str, Any] | None
    """confirmed, or held and to be paid"""
    lapsed: Mapping[str, Any] | None = None
    """held for the guest until a while ago"""
    house: Mapping[str, Any] = field(default_factory=dict)

    @property
    def given_up(self) -> str | None:
        """The hold that makes room for what is held next: nobody needs two that wait for money."""
        old = self.lapsed or self.booking
        if old is None or not old["active"] or old["status"] == "confirmed" or self.is_paying:
            return None
        return str(old["hold_id"])

    @property
    def is_confirmed(self) -> bool:
        return self.booking is not None and self.booking["status"] == "confirmed"

    @property
    def is_paying(self) -> bool:
        return self.booking is not None and self.booking.get("payment") == "processing"

    @property
    def known(self) -> Known:
        """What the understanding of the next message builds upon."""
        stay = self.slots if self.slots.check_in or not self.booking else slots_from(self.booking)
        options = tuple(Option(each["n"], each.get("room_type")) for each in self.options)
        plain = {name: getattr(stay, name) for name in _names()}
        return Known(
            **plain,
            asked=self.asked,
            has_booking=self.is_confirmed and self.asked is None,
            options=options,
        )


def chat_from(turn: Mapping[str, Any]) -> Chat:
    house, booking = turn["property"], turn["booking"]
    lapsed = booking is not None and booking["status"] == "lapsed"
    return Chat(
        text="\n".join(turn["texts"]),
        today=date.fromisoformat(house["today"]),
        slots=slots_from(turn["slots"]),
        asked=turn["asked"],
        options=turn["options"],
        misunderstood=turn["misunderstood"],
        turns=turn["turns"],
        guest_name=turn["guest"].get("name"),
        booking=None if lapsed else booking,
        lapsed=booking if lapsed else None,
        house=house,
    )
