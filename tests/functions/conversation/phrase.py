"""Reads phrases.txt: what guests write, and what it means. The file tells its form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hotelly.conversation.understanding import Known, Meaning

FILE = Path(__file__).with_name("phrases.txt")
SLOTS = {
    "in": "check_in",
    "out": "check_out",
    "nights": "nights",
    "adults": "adults",
    "children": "children",
    "ages": "child_ages",
    "rooms": "rooms",
    "type": "room_type",
}
NOT_MINDED = "-"


@dataclass(frozen=True)
class Phrase:
    line: int
    today: date
    known: Known
    text: str
    slots: Mapping[str, Any]
    """of `Meaning`; those not named stay empty"""
    asked_about: frozenset[str]
    intents: tuple[str, ...]

    def faults(self, meaning: Meaning) -> list[str]:
        """What the meaning got wrong, told as text."""
        told = meaning.to_json()
        faults = [
            f"{slot} is {told[slot]}, not {self.slots.get(slot)}"
            for slot in SLOTS.values()
            if self.slots.get(slot) not in (told[slot], NOT_MINDED)
        ]
        if meaning.intent not in self.intents:
            faults.append(f"intent is {meaning.intent}, not {' or '.join(self.intents)}")
        missed = self.asked_about - set(meaning.ambiguous)
        return [*faults, *(f"{slot} is not asked about" for slot in sorted(missed))]


def read_phrases() -> Iterator[Phrase]:
    today, known = date.min, Known()
    for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("@ "):
            day, *words = line[2:].split()
            today, known = date.fromisoformat(day), _known(words)
        elif line and not line.startswith("#"):
            yield _phrase(number, today, known, line)


def _phrase(number: int, today: date, known: Known, line: str) -> Phrase:
    text, expected = line.rsplit("-> ", 1)
    words = expected.split()
    slots = dict(_slot(word) for word in words if "=" in word)
    return Phrase(
        line=number,
        today=today,
        known=known,
        text=text.removesuffix(" ").replace("\\n", "\n"),
        slots=slots,
        asked_about=frozenset(word[1:] for word in words if word.startswith("?")),
        intents=tuple(next(w for w in words if "=" not in w and w[0] != "?").split("|")),
    )


def _known(words: list[str]) -> Known:
    context: dict[str, Any] = dict(_slot(word) for word in words)
    if options := context.get("options"):
        context["options"] = [
            {"n": n, "room_type": kind, "price": int(price)}
            for n, (kind, price) in enumerate((o.split(":") for o in options.split(",")), 1)
        ]
    return Known.from_json(context)


def _slot(word: str) -> tuple[str, Any]:
    name, _, value = word.partition("=")
    slot = SLOTS.get(name, name)
    if slot == "child_ages" and value != NOT_MINDED:
        return slot, [int(age) for age in value.split(",")]
    return slot, int(value) if value.isdigit() else value
