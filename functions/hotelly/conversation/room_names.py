"""Which of the house's room types a guest means: by id, by what it is called, by its name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

SHORTEST: Final = 3
"""letters; shorter names would be found in anything"""
OF_EVERYBODY: Final = ("casal", "solteiro", "suite", "familia", "familiar")
"""words that mean people too: which of both, the understanding of the message tells"""


def types_meant(house: Mapping[str, Any], wanted: str) -> set[str]:
    """The ids of those that may be called so; of an id, that one alone."""
    types = house["room_types"]
    if any(each["id"] == wanted for each in types):
        return {wanted}
    folded = _folded(wanted)
    called = {each["id"] for each in types if folded in map(_folded, each["called"])}
    return called or {each["id"] for each in types if _is_named(each, folded)}


def type_in(house: Mapping[str, Any], text: str) -> str | None:
    """The one type whose own name stands in a guest's words: `o Bangalô do Mar, por favor`."""
    said = _folded(text)
    found = {
        each["id"]
        for each in house["room_types"]
        for name in _names(each)
        if len(name) >= SHORTEST
        and name not in OF_EVERYBODY
        and re.search(rf"\b{re.escape(name)}\b", said)
    }
    return found.pop() if len(found) == 1 else None


def _is_named(room_type: Mapping[str, Any], wanted: str) -> bool:
    words = re.split(r"\W+", " ".join(_names(room_type)))
    return any(word.startswith(wanted) for word in words)


def _names(room_type: Mapping[str, Any]) -> Iterator[str]:
    yield _folded(room_type["id"].replace("-", " "))
    yield _folded(room_type["name"])
    yield from map(_folded, room_type["called"])


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).strip()
