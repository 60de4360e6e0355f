"""What the house says, in the guest's language: sentences of a file, filled in."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from hotelly.conversation.chat import Slots
from hotelly.messaging.names import first_name
from hotelly.messaging.texts import amount, counting
from hotelly.messaging.texts import day as iso_day

nights = counting.nights
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
    return iso_day(moment.isoformat())


def rooms(count: int) -> str:
    return counting.counted(count, "quarto", "quartos")


def people(slots: Slots) -> str:
    return counting.people(slots.adults, slots.children) or "todos"


def room_name(house: Mapping[str, Any], room_type: str | None, count: int = 1) -> str:
    """`2 × Quarto de casal`"""
    named: dict[str, str] = {each["id"]: each["name"] for each in house["room_types"]}
    name = named.get(room_type or "", room_type or "")
    return counting.room(name, count)


def types(house: Mapping[str, Any]) -> str:
    return ", ".join(each["name"] for each in house["room_types"])


def price(offer: Mapping[str, Any]) -> str:
    return amount(offer["amount_cents"], offer["currency"])


def night_by_night(slots: Slots, offer: Mapping[str, Any]) -> str:
    """What a room costs each night, and what people beside those cost whom it includes."""
    prices = [amount(cents, offer["currency"]) for cents in offer["nights"]]
    assert slots.check_in
    nights = [slots.check_in + timedelta(days=each) for each in range(len(prices))]
    if len(set(prices)) == 1:
        said = say("offer.each_night", amount=prices[0])
    else:
        pairs = zip(nights, prices, strict=True)
        amounts = "; ".join(f"{night:%d/%m}: {price}" for night, price in pairs)
        said = say("offer.night_by_night", amounts=amounts)
    if extra := offer.get("extra_guests_cents"):
        return f"{said} {say('offer.extra_guests', amount=amount(extra, offer['currency']))}"
    return said


def methods(house: Mapping[str, Any]) -> str:
    named = [METHODS.get(method, method) for method in house["payment_methods"]]
    return counting.listed(named)
