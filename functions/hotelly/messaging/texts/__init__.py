"""What guests and staff read: a file for each template, filled in with the booking's facts."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from hotelly.messaging.names import first_name
from hotelly.messaging.texts.counting import NO_BREAK, nights, people, rooms

LANGUAGE: Final = "pt_BR"
TEMPLATES: Final = {
    path.stem: path.read_text(encoding="utf-8").strip()
    for path in (Path(__file__).parent / LANGUAGE).glob("*.txt")
}
TASKS: Final[Mapping[str, str]] = tomllib.loads(
    (Path(__file__).parent / LANGUAGE / "tasks.toml").read_text(encoding="utf-8")
)
"""what is to be done, by the task's kind"""
WITHOUT_DECIMALS: Final = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
WITH_THREE_DECIMALS: Final = "bhd jod kwd omr tnd"
"""of the minor units that Stripe charges: https://docs.stripe.com/currencies"""
OF_BRASILIA: Final = (
    *("Sao_Paulo", "Bahia", "Fortaleza", "Recife"),
    *("Maceio", "Belem", "Araguaina", "Santarem"),
)
"""time zones whose clocks show the time of Brasília"""
SYMBOLS: Final = {"brl": "R$", "usd": "US$", "eur": "€"}


class MissingFact(Exception):
    """The booking no longer has what the text speaks of."""


def rendered(template: str, facts: Mapping[str, Any]) -> str:
    """The text of a template. `facts` are prepare_message's answer: dates ISO, amounts in cents.

    Raises MissingFact.
    """
    try:
        return TEMPLATES[template].format_map(_words(facts))
    except KeyError as error:
        raise MissingFact from error


def _words(facts: Mapping[str, Any]) -> dict[str, str]:
    """Every fact there is, as the guest reads it."""
    words: dict[str, str | None] = {
        "greeting": _greeting(facts.get("name")),
        "property_name": facts.get("property_name"),
        "url": facts.get("url"),
        "code": (facts.get("hold_id") or "")[:8].upper() or None,
    }
    if facts.get("min_stay") is not None:
        words["min_stay"] = str(facts["min_stay"])
    if facts.get("check_in"):
        words["check_in"] = day(facts["check_in"])
        words["check_out"] = day(facts["check_out"])
        words["stay"] = _stay(facts)
    words["address"] = f"\nEndereço: {facts['address']}" if facts.get("address") else ""
    if facts.get("amount_cents") is not None:
        words["amount"] = amount(facts["amount_cents"], facts["currency"])
    if facts.get("refund_cents") is not None:
        words["refund"] = amount(facts["refund_cents"], facts["currency"])
    if kind := facts.get("task_kind"):
        words["task"] = TASKS.get(kind, TASKS["other"])
        words["task_code"] = facts["task_id"][:8].upper()
        words["guest"] = _guest(facts)
    if facts.get("expires_at"):
        words["deadline"] = deadline(facts["expires_at"], facts["time_zone"])
    return {name: word for name, word in words.items() if word is not None}


def amount(minor_units: int, currency: str) -> str:
    """123456 brl: `R$ 1.234,56`; 45000 clp: `CLP 45.000`; never on two lines."""
    decimals = _decimals(currency)
    units, rest = divmod(minor_units, 10**decimals)
    thousands = f"{units:,}".replace(",", ".")
    fraction = f",{rest:0{decimals}}" if decimals else ""
    return f"{SYMBOLS.get(currency, currency.upper())}{NO_BREAK}{thousands}{fraction}"


def _decimals(currency: str) -> int:
    return 0 if currency in WITHOUT_DECIMALS else 3 if currency in WITH_THREE_DECIMALS else 2


def deadline(moment: str, time_zone: str) -> str:
    """A time (ISO 8601) by the hotel's clock: `12/03/2026 às 18:30 (horário de Brasília)`."""
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo(time_zone))
    city = time_zone.rpartition("/")[2]
    place = "Brasília" if city in OF_BRASILIA else city.replace("_", " ")
    return local.strftime(f"%d/%m/%Y às{NO_BREAK}%H:%M") + f" (horário de {place})"


def _stay(facts: Mapping[str, Any]) -> str:
    """`Quarto de casal, de 10/03/2027 a 12/03/2027 (2 noites), para 2 adultos`"""
    check_in, check_out = (date.fromisoformat(facts[each]) for each in ("check_in", "check_out"))
    named = rooms(facts.get("rooms") or ())
    dates = f"de {day(facts['check_in'])} a {day(facts['check_out'])}"
    length = f"({nights((check_out - check_in).days)})"
    who = people(facts.get("adults"), facts.get("children"))
    said = [named, f"{dates} {length}", f"para {who}" if who else ""]
    return ", ".join(filter(None, said))


def day(iso: str) -> str:
    """An ISO date as guests read it."""
    return date.fromisoformat(iso).strftime("%d/%m/%Y")


def _guest(facts: Mapping[str, Any]) -> str:
    """`Ana, +5511987654321`: whom to call."""
    known = (first_name(facts.get("guest_name")), facts.get("guest_phone"))
    return ", ".join(filter(None, known)) or "sem número"


def _greeting(name: str | None) -> str:
    first = first_name(name)
    return f"Olá, {first}!" if first else "Olá!"
