"""How a turn is decided: the message's meaning and what is known become a Decision.

Pure: what has to be looked up is asked of the shop.
"""

from dataclasses import replace
from typing import Any, Final

from hotelly.conversation import words
from hotelly.conversation.chat import Chat, Slots, slots_from
from hotelly.conversation.decision import Decision
from hotelly.conversation.offering import Shop, ask, proceed
from hotelly.conversation.questions import answered, code
from hotelly.conversation.understanding import Meaning, understand
from hotelly.conversation.words import say

BOOKING: Final = ("book", "quote", "availability", "change_dates")
MEDIA: Final = ("[áudio]", "[imagem]", "[vídeo]", "[documento]")
MOST_MISUNDERSTOOD: Final = 2


def decide(chat: Chat, shop: Shop) -> Decision:
    """What is said and done about the messages of a turn."""
    if chat.text in MEDIA:
        return _media(chat)
    meaning = understand(chat.text, chat.today, chat.known)
    decision = _decided(chat, meaning, shop)
    return _greeted(chat, meaning, decision)


def _decided(chat: Chat, meaning: Meaning, shop: Shop) -> Decision:
    if meaning.intent == "opt_out":
        return Decision(says=(say("opted_out"),), action="opt_out")
    if meaning.intent == "human" or "complaint" in meaning.topics:
        return Decision(chat.slots, (say("person.called"),), handover="guest_wants_person")
    if meaning.intent in ("policy_question", "payment_question"):
        return _then_ask_again(chat, answered(chat, meaning))
    if meaning.intent == "cancel":
        return _cancellation(chat)
    if chat.asked in ("confirm", "cancel_confirm") and meaning.intent in ("confirm", "deny"):
        return _agreed(chat, meaning, shop)
    if meaning.intent == "thanks":
        return Decision(chat.slots, (say("thanks"),))
    return _about_a_stay(chat, meaning, shop)


def _about_a_stay(chat: Chat, meaning: Meaning, shop: Shop) -> Decision:
    slots = _base(chat, meaning).with_meaning(meaning)
    if _only_changes_a_paid_stay(chat, meaning):
        return Decision(slots, (say("booking.change_needs_person"),), handover="guest_changes_stay")
    if meaning.ambiguous:
        return ask(chat, slots, meaning.ambiguous[0], unsure=True)
    if slots != chat.slots or meaning.intent in BOOKING or meaning.option:
        if meaning.intent == "change_dates" and slots == _base(chat, meaning):
            return Decision(slots, (say("booking.change_what"),), asked="check_in")
        return proceed(chat, slots, shop)
    if meaning.intent == "greeting":
        return _resumed(chat)
    return _misunderstood(chat)


def _base(chat: Chat, meaning: Meaning) -> Slots:
    """Changes of a stay that is kept build upon it; a new wish builds upon what was said before."""
    if meaning.intent == "change_dates" and chat.booking and chat.slots.check_in is None:
        return slots_from(chat.booking)
    return chat.slots


def _only_changes_a_paid_stay(chat: Chat, meaning: Meaning) -> bool:
    paid = chat.booking is not None and chat.booking["status"] == "confirmed"
    return paid and meaning.intent == "change_dates"


def _agreed(chat: Chat, meaning: Meaning, shop: Shop) -> Decision:
    if chat.asked == "cancel_confirm":
        if meaning.intent == "deny" or chat.booking is None:
            return Decision(chat.slots, (say("booking.kept"),))
        return Decision(Slots(), action="cancel", cancel_hold_id=chat.booking["hold_id"])
    slots = chat.slots.with_meaning(meaning)
    if slots != chat.slots:  # yes, but
        return proceed(chat, slots, shop)
    if meaning.intent == "deny":
        kept = replace(slots, check_in=None, check_out=None, room_type=None)
        return Decision(kept, (say("offer.other_dates"),), asked="check_in")
    return _held(chat, slots)


def _held(chat: Chat, slots: Slots) -> Decision:
    rooms = [{"room_type": slots.room_type, "quantity": slots.rooms or 1}]
    hold: dict[str, Any] = {
        "check_in": str(slots.check_in),
        "check_out": str(slots.check_out),
        "rooms": rooms,
        **slots.party,
    }
    booking = chat.booking
    if booking is not None and booking["status"] == "held":
        return Decision(slots, action="change", hold=hold, cancel_hold_id=booking["hold_id"])
    return Decision(slots, action="hold", hold=hold)


def _cancellation(chat: Chat) -> Decision:
    if chat.booking is None:
        return Decision(Slots(), (say("booking.nothing_to_cancel"),))
    stay = slots_from(chat.booking)
    assert stay.check_in
    assert stay.check_out
    facts = {"check_in": words.day(stay.check_in), "check_out": words.day(stay.check_out)}
    summary = say("booking.cancel", **facts, code=code(chat.booking))
    return Decision(chat.slots, (summary, say("ask.cancel_confirm")), asked="cancel_confirm")


def _then_ask_again(chat: Chat, decision: Decision) -> Decision:
    """A question in between does not lose the thread."""
    if decision.handover or chat.asked is None:
        return decision
    again = say(f"ask.{chat.asked}", types=words.types(chat.house))
    return replace(
        decision, says=(*decision.says, again), asked=chat.asked, options=tuple(chat.options)
    )


def _resumed(chat: Chat) -> Decision:
    if chat.asked:
        return _then_ask_again(chat, Decision(chat.slots))
    return ask(chat, chat.slots, "check_in")


def _misunderstood(chat: Chat) -> Decision:
    times = chat.misunderstood + 1
    if times >= MOST_MISUNDERSTOOD:
        return Decision(chat.slots, (say("person.called"),), handover="guest_not_understood")
    said = Decision(chat.slots, (say("not_understood"),), misunderstood=times)
    return _then_ask_again(chat, replace(said, says=(*said.says, say("help"))))


def _media(chat: Chat) -> Decision:
    """A picture may be a proof of payment: then somebody looks at it."""
    if chat.booking is not None and chat.text != "[áudio]":
        return Decision(chat.slots, (say("booking.not_seen"),), handover="guest_says_paid")
    return _then_ask_again(chat, Decision(chat.slots, (say("no_audio"),)))


def _greeted(chat: Chat, meaning: Meaning, decision: Decision) -> Decision:
    """The first words of a chat are a greeting."""
    is_first = chat.slots == Slots() and chat.asked is None and chat.misunderstood == 0
    if not decision.says or not (
        (is_first and chat.booking is None) or meaning.intent == "greeting"
    ):
        return decision
    return replace(decision, says=(words.greeting(chat.house, chat.guest_name), *decision.says))
