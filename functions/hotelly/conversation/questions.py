"""What a guest asks: about the house, about paying, about a stay that is there already."""

from typing import Any

from hotelly.conversation import words
from hotelly.conversation.chat import Chat
from hotelly.conversation.decision import Decision
from hotelly.conversation.understanding import Meaning
from hotelly.conversation.words import say
from hotelly.messaging.texts import deadline

METHODS = ("card", "pix", "boleto", "installments", "deposit")


def answered(chat: Chat, meaning: Meaning) -> Decision:
    """What the house entered; where it entered nothing, a person is asked."""
    if meaning.intent == "payment_question" or {"link", "paid"} & set(meaning.topics):
        return _about_money(chat, meaning)
    entered = chat.house["answers"]
    found = [entered[topic] for topic in meaning.topics if topic in entered]
    if found:
        return Decision(chat.slots, tuple(dict.fromkeys(found)))
    return Decision(chat.slots, (say("person.question"),), handover="guest_asks")


def _about_money(chat: Chat, meaning: Meaning) -> Decision:
    if "link" in meaning.topics:
        return _link(chat)
    if "paid" in meaning.topics:
        return _paid(chat)
    entered = chat.house["answers"]
    found = tuple(entered[topic] for topic in meaning.topics if topic in entered)
    if found:
        return Decision(chat.slots, found)
    if not meaning.topics or set(meaning.topics) & set(METHODS[:3]):
        return Decision(chat.slots, (say("pay.methods", methods=words.methods(chat.house)),))
    return Decision(chat.slots, (say("pay.unknown"),), handover="guest_asks")


def _link(chat: Chat) -> Decision:
    booking = chat.booking
    if booking is None or not booking.get("url"):
        return Decision(chat.slots, (say("booking.no_link"),))
    until = deadline(booking["expires_at"], chat.house["time_zone"])
    return Decision(chat.slots, (say("booking.link", deadline=until, url=booking["url"]),))


def _paid(chat: Chat) -> Decision:
    booking: Any = chat.booking or {}
    if booking.get("status") == "confirmed":
        return Decision(chat.slots, (say("booking.paid", code=code(booking)),))
    if booking.get("payment") == "processing":
        return Decision(chat.slots, (say("booking.on_its_way"),))
    return Decision(chat.slots, (say("booking.not_seen"),), handover="guest_says_paid")


def code(booking: Any) -> str:
    """As the texts about a booking give it."""
    return str(booking["hold_id"])[:8].upper()
