"""What a message means: the slots it states or changes, its intent, what one would ask about."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

SLOTS: Final = (
    *("check_in", "check_out", "nights", "adults", "children", "child_ages"),
    *("rooms", "room_type"),
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Only what this message says: a slot it leaves alone is None.

    `nights` is given when no check-in is known, else `check_out`. `ambiguous` names the slots it
    touches without settling them. `option` is the `n` of the offer chosen. `topics` are what its
    questions are about: names of `lexicon.house` and of `topics`.
    """

    intent: str
    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    adults: int | None = None
    children: int | None = None
    child_ages: tuple[int, ...] | None = None
    rooms: int | None = None
    room_type: str | None = None
    option: int | None = None
    ambiguous: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The slots, the intent and `ambiguous`, as JSON has them."""
        slots = {slot: _plain(getattr(self, slot)) for slot in SLOTS}
        return {**slots, "intent": self.intent, "ambiguous": list(self.ambiguous)}


def _plain(value: date | tuple[int, ...] | int | str | None) -> list[int] | int | str | None:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
