"""What a guest asks: about the house, about paying, about a stay that is there already."""

from typing import Any

from hotelly.conversation import words
from hotelly.conversation.chat import Chat
from hotelly.conversation.decision import Decision
from hotelly.conversation.understanding import Meaning
from hotelly.conversation.words import say
from hotelly.messaging.texts import day, deadline

METHODS = ("card", "pix", "boleto", "installments", "deposit")


def answered(chat: Chat, meaning: Meaning) -> Decision:
    """What the house entered; where it entered nothing, a person is asked."""
    if meaning.intent == "payment_question" or {"link", "paid"} & set(meaning.topics):
        return _about_money(chat, meaning)
    if found := entered(chat, meaning):
        return Decision(chat.slots, found)
    return Decision(chat.slots, (say("person.question"),), handover="guest_asks")


def entered(chat: Chat, meaning: Meaning) -> tuple[str, ...]:
    """What the house says to the topics of a message, each once."""
    answers = chat.house["answers"]
    return tuple(dict.fromkeys(answers[topic] for topic in meaning.topics if topic in answers))


def _about_money(chat: Chat, meaning: Meaning) -> Decision:
    if "link" in meaning.topics:
        return _link(chat)
    if "paid" in meaning.topics:
        return _paid(chat)
    if found := entered(chat, meaning):
        return Decision(chat.slots, found)
    if not meaning.topics or set(meaning.topics) & set(METHODS[:3]):
        return Decision(chat.slots, (_methods(chat),))
    return Decision(chat.slots, (say("pay.unknown"),), handover="guest_asks")


def _methods(chat: Chat) -> str:
    methods = words.methods(chat.house)
    if chat.booking and chat.booking.get("url"):
        return say("pay.methods_now", methods=methods, **_until(chat))
    return say("pay.methods", methods=methods)


def _link(chat: Chat) -> Decision:
    booking: Any = chat.booking or {}
    if booking.get("url"):
        return Decision(chat.slots, (say("booking.link", **_until(chat)),))
    return standing(chat) if booking else Decision(chat.slots, (say("booking.no_link"),))


def _until(chat: Chat) -> dict[str, object]:
    """The link to pay with, and until when."""
    booking: Any = chat.booking
    until = deadline(booking["expires_at"], chat.house["time_zone"])
    return {"deadline": until, "url": booking["url"]}


def _paid(chat: Chat) -> Decision:
    booking: Any = chat.booking or {}
    if booking.get("status") == "confirmed":
        return Decision(chat.slots, (say("booking.paid", code=code(booking)),))
    if chat.is_paying:
        return Decision(chat.slots, (say("booking.on_its_way"),))
    return Decision(chat.slots, (say("booking.not_seen"),), handover="guest_says_paid")


def standing(chat: Chat) -> Decision:
    """How the guest's stay stands, for one who says hello."""
    booking: Any = chat.booking
    if chat.is_paying:
        return Decision(chat.slots, (say("booking.on_its_way"),))
    stay = {
        "check_in": day(booking["check_in"]),
        "check_out": day(booking["check_out"]),
    }
    if booking["status"] == "confirmed":
        return Decision(chat.slots, (say("booking.confirmed", **stay, code=code(booking)),))
    if booking.get("url"):
        return Decision(chat.slots, (say("booking.awaits", **stay, **_until(chat)),))
    return Decision(chat.slots, (say("booking.link_follows", **stay),))


def code(booking: Any) -> str:
    """As the texts about a booking give it."""
    return str(booking["hold_id"])[:8].upper()
