"""From what a guest wants to what the house can give: the next question, or offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from hotelly.conversation import words
from hotelly.conversation.chat import Chat, Slots
from hotelly.conversation.decision import Decision
from hotelly.conversation.room_names import types_meant
from hotelly.conversation.words import say

Offer = Mapping[str, Any]
LONGEST_STAY: Final = 90
"""nights; as SQL's check_stay"""
MOST_ROOMS: Final = 20
MOST_PEOPLE: Final = 100
"""more are a group, and a person talks with it"""


@dataclass(frozen=True)
class Shop:
    """What is asked of the database: offers for a stay, and the nearest dates that can be had."""

    offers: Callable[[Slots], list[dict[str, Any]]]
    nearest: Callable[[Slots], list[dict[str, Any]]]


def proceed(chat: Chat, slots: Slots, shop: Shop, each_night: bool = False) -> Decision:
    """The next question, one at a time; once all is known, offers."""
    if missing := _missing(slots):
        return ask(chat, slots, missing)
    if not 0 < (slots.length or 0) <= LONGEST_STAY:
        return ask(chat, replace(slots, check_out=None), "check_out", unsure=True)
    if (slots.rooms or 1) > MOST_ROOMS or (slots.adults or 0) + (slots.children or 0) > MOST_PEOPLE:
        return Decision(slots, (say("person.group"),), handover="guest_asks")
    return _offer(chat, replace(slots, rooms=slots.rooms or 1), shop, each_night)


def ask(chat: Chat, slots: Slots, slot: str, unsure: bool = False) -> Decision:
    key = f"unsure.{slot}" if unsure and words.can_say(f"unsure.{slot}") else f"ask.{slot}"
    return Decision(slots, (say(key, types=words.types(chat.house)),), asked=slot)


def _missing(slots: Slots) -> str | None:
    if slots.check_in is None:
        return "check_in"
    if slots.check_out is None:
        return "check_out"
    if not slots.adults:
        return "adults"
    if slots.children and len(slots.child_ages or ()) < slots.children:
        return "child_ages"
    return None


def _offer(chat: Chat, slots: Slots, shop: Shop, each_night: bool) -> Decision:
    said = shop.offers(slots)
    free = [offer for offer in said if offer["outcome"] == "available"]
    wanted = _of_type(chat, free, slots.room_type)
    if not free:
        return _none(chat, slots, said, shop)
    missed = () if wanted else (say("offer.no_such_type", **_stay(slots)),)
    if len(rest := wanted or free) == 1:
        decision = _one(chat, slots, rest[0], each_night)
    else:
        decision = _several(chat, replace(slots, room_type=None), rest, each_night)
    return replace(decision, says=(*missed, *decision.says))


def _of_type(chat: Chat, offers: list[dict[str, Any]], wanted: str | None) -> list[dict[str, Any]]:
    """Those of the type that the guest called by some name; all when none was named."""
    if wanted is None:
        return offers
    meant = types_meant(chat.house, wanted)
    return [offer for offer in offers if offer["room_type"] in meant]


def _one(chat: Chat, slots: Slots, offer: Offer, each_night: bool) -> Decision:
    summary = say(
        "offer.one",
        **_stay(slots),
        people=words.people(slots),
        room_type=words.room_name(chat.house, offer["room_type"], slots.rooms or 1),
        amount=words.price(offer),
    )
    nights = (words.night_by_night(slots, offer),) if each_night else ()
    chosen = replace(slots, room_type=str(offer["room_type"]))
    says = (summary, *nights, say("ask.confirm"))
    return Decision(chosen, says, asked="confirm", quoted=True)


def _several(chat: Chat, slots: Slots, free: list[dict[str, Any]], each_night: bool) -> Decision:
    options = [{"n": n, "room_type": offer["room_type"]} for n, offer in enumerate(free, 1)]
    lines = [_line(chat, slots, n, offer, each_night) for n, offer in enumerate(free, 1)]
    listed = say("offer.several", **_stay(slots), people=words.people(slots))
    says = ("\n".join([listed, *lines]), say("ask.option"))
    return Decision(slots, says, asked="option", options=tuple(options), quoted=True)


def _line(chat: Chat, slots: Slots, n: int, offer: Offer, each_night: bool) -> str:
    room_type = words.room_name(chat.house, offer["room_type"], slots.rooms or 1)
    line = say("offer.line", n=n, room_type=room_type, amount=words.price(offer))
    return f"{line}. {words.night_by_night(slots, offer)}" if each_night else line


def _none(chat: Chat, slots: Slots, said: list[dict[str, Any]], shop: Shop) -> Decision:
    reasons = [offer for offer in said if offer["outcome"] != "sold_out"]
    sold_out = len(reasons) < len(said)
    why = _why(slots, None if sold_out or not reasons else reasons[0])
    if not sold_out and reasons and all(each["outcome"] == "over_capacity" for each in reasons):
        return Decision(replace(slots, rooms=None), (why,), asked="rooms")
    dates = [
        say(
            "offer.nearest_date",
            check_in=words.day(date.fromisoformat(each["check_in"])),
            check_out=words.day(date.fromisoformat(each["check_out"])),
            room_type=words.room_name(chat.house, each["room_type"], slots.rooms or 1),
            amount=words.price(each),
        )
        for each in shop.nearest(slots)
    ]
    nearest = (say("offer.nearest", dates="; ".join(dates)),) if dates else ()
    kept = replace(slots, check_in=None, check_out=None, nights=slots.length)
    return Decision(
        kept, (why, *nearest, say("offer.other_dates")), asked="check_in", quoted=bool(dates)
    )


def _why(slots: Slots, refusal: Offer | None) -> str:
    facts = _stay(slots) | {
        "people": words.people(slots),
        "rooms": words.rooms(slots.rooms or 1),
        "min_stay": refusal.get("min_stay") if refusal else None,
    }
    if refusal is None:
        return say("offer.none", **facts)
    return say(f"offer.{refusal.get('reason') or refusal['outcome']}", **facts)


def _stay(slots: Slots) -> dict[str, object]:
    assert slots.check_in
    assert slots.check_out
    return {
        "check_in": words.day(slots.check_in),
        "check_out": words.day(slots.check_out),
        "nights": words.nights(slots.length or 0),
    }
