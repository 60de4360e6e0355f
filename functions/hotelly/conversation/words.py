"""What the house says, in the guest's language: sentences of a file, filled in."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from hotelly.conversation.chat import Slots
from hotelly.messaging.names import first_name
from hotelly.messaging.texts import amount

LANGUAGE: Final = "pt_BR"
METHODS: Final = {"card": "cartão", "pix": "Pix", "boleto": "boleto"}


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "texts" / f"{LANGUAGE}.toml").read_text("utf-8"))


def say(key: str, **facts: object) -> str:
    """`offer.none`: the sentence `none` of the section `offer`."""
    found: Any = _sentences()
    for part in key.split("."):
        found = found[part]
    return str(found).format_map(facts)


def can_say(key: str) -> bool:
    section, _, name = key.partition(".")
    return name in _sentences().get(section, {})


def greeting(house: Mapping[str, Any], guest_name: str | None) -> str:
    if name := first_name(guest_name):
        return say("greeting_named", name=name, property=house["name"])
    return say("greeting", property=house["name"])


def day(moment: date) -> str:
    return moment.strftime("%d/%m/%Y")


def nights(count: int) -> str:
    return f"{count} noite" if count == 1 else f"{count} noites"


def rooms(count: int) -> str:
    return f"{count} quarto" if count == 1 else f"{count} quartos"


def people(slots: Slots) -> str:
    adults, children = slots.adults or 0, slots.children or 0
    said = [f"{adults} adulto" if adults == 1 else f"{adults} adultos"] if adults else []
    if children:
        said.append(f"{children} criança" if children == 1 else f"{children} crianças")
    return " e ".join(said) or "todos"


def room_name(house: Mapping[str, Any], room_type: str | None) -> str:
    named: dict[str, str] = {each["id"]: each["name"] for each in house["room_types"]}
    return named.get(room_type or "", room_type or "")


def types(house: Mapping[str, Any]) -> str:
    return ", ".join(each["name"] for each in house["room_types"])


def price(offer: Mapping[str, Any]) -> str:
    return amount(offer["amount_cents"], offer["currency"])


def methods(house: Mapping[str, Any]) -> str:
    named = [METHODS.get(method, method) for method in house["payment_methods"]]
    return " e ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
