"""How many, as guests read it."""

from collections.abc import Iterable, Mapping
from typing import Any

NO_BREAK = "\u00a0"


def counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def nights(count: int) -> str:
    return counted(count, "noite", "noites")


def people(adults: int | None, children: int | None) -> str | None:
    """`2 adultos e 1 criança`; None when nothing is known."""
    said = [counted(adults, "adulto", "adultos")] if adults else []
    said += [counted(children, "criança", "crianças")] if children else []
    return " e ".join(said) or None


def room(name: str, count: int) -> str:
    """`2 × Quarto de casal`"""
    return name if count == 1 else f"{count}{NO_BREAK}× {name}"


def rooms(told: Iterable[Mapping[str, Any]]) -> str:
    return listed([room(each["name"], each["quantity"]) for each in told])


def listed(words: list[str]) -> str:
    """`a, b e c`"""
    return " e ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
