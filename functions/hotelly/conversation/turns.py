"""How a turn is decided: the message's meaning and what is known become a Decision.

Pure: what has to be looked up is asked of the shop.
"""

import re
from dataclasses import replace
from typing import Any, Final

from hotelly.conversation import words
from hotelly.conversation.chat import Chat, Slots, slots_from
from hotelly.conversation.decision import Decision
from hotelly.conversation.offering import Shop, ask, proceed
from hotelly.conversation.questions import answered, code, entered, standing
from hotelly.conversation.room_names import type_in
from hotelly.conversation.understanding import Meaning, understand
from hotelly.conversation.words import say

BOOKING: Final = ("book", "quote", "availability", "change_dates")
WORDLESS: Final = re.compile(r"\[[^\[\]\n]+\](\n\[[^\[\]\n]+\])*")
"""`[áudio]`: what a message shows that has no words"""
MOST_MISUNDERSTOOD: Final = 2


def decide(chat: Chat, shop: Shop) -> Decision:
    """What is said and done about the messages of a turn."""
    if WORDLESS.fullmatch(chat.text):
        return _greeted(chat, None, _media(chat))
    meaning = _meaning(chat)
    decision = _decided(chat, meaning, shop)
    return _greeted(chat, meaning, decision)


def _meaning(chat: Chat) -> Meaning:
    """With the room type that the house alone calls so."""
    meaning = understand(chat.text, chat.today, chat.known)
    named = type_in(chat.house, chat.text)
    if named is None or meaning.option or "room_type" in meaning.ambiguous:
        return meaning
    return replace(meaning, room_type=named)


def _decided(chat: Chat, meaning: Meaning, shop: Shop) -> Decision:
    if meaning.intent == "opt_out":
        return Decision(says=(say("opted_out"),), action="opt_out")
    if meaning.intent == "human" or "complaint" in meaning.topics:
        slots = chat.slots.with_meaning(meaning)
        return Decision(slots, (say("person.called"),), handover="guest_wants_person")
    if meaning.intent in ("policy_question", "payment_question"):
        return _answered(chat, meaning, shop)
    if meaning.intent == "cancel":
        return _cancellation(chat)
    if chat.asked in ("confirm", "cancel_confirm") and meaning.intent in ("confirm", "deny"):
        return _agreed(chat, meaning, shop)
    if meaning.intent == "thanks":
        return _still_asked(chat, Decision(chat.slots, (say("thanks"),)))
    return _about_a_stay(chat, meaning, shop)


def _answered(chat: Chat, meaning: Meaning, shop: Shop) -> Decision:
    """What is told beside a question counts; a question does not lose the thread."""
    answer, slots = answered(chat, meaning), chat.slots.with_meaning(meaning)
    if answer.handover or meaning.ambiguous or slots == chat.slots:
        return _then_ask_again(chat, replace(answer, slots=slots))
    further = proceed(chat, slots, shop)
    return replace(further, says=(*answer.says, *further.says))


def _about_a_stay(chat: Chat, meaning: Meaning, shop: Shop) -> Decision:
    base = _base(chat, meaning)
    slots = base.with_meaning(meaning)
    if meaning.intent == "change_dates" and (told := _change_by_person(chat)):
        return Decision(slots, (told,), handover="guest_changes_stay")
    if meaning.ambiguous:
        return ask(chat, slots, meaning.ambiguous[0], unsure=True)
    if slots != base or meaning.intent in BOOKING or meaning.option:
        if meaning.intent == "change_dates" and slots == base:
            return Decision(slots, (say("booking.change_what"),), asked="check_in")
        each_night = meaning.intent == "quote" and "per_night" in meaning.topics
        further = proceed(chat, slots, shop, each_night)
        return replace(further, says=(*entered(chat, meaning), *further.says))
    if chat.lapsed and chat.asked is None:
        further = proceed(chat, slots, shop)
        return replace(further, says=(say("offer.lapsed"), *further.says))
    return _resumed(chat, shop) if meaning.intent == "greeting" else _misunderstood(chat)


def _base(chat: Chat, meaning: Meaning) -> Slots:
    """Changes of a stay that is kept build upon it, and so does asking again for one that lapsed;
    a new wish builds upon what was said before.
    """
    if chat.slots.check_in is None and chat.asked is None and chat.lapsed:
        return slots_from(chat.lapsed)
    if meaning.intent == "change_dates" and chat.booking and chat.slots.check_in is None:
        return slots_from(chat.booking)
    return chat.slots


def _change_by_person(chat: Chat) -> str | None:
    """Nobody but a person changes what was paid, or is being paid."""
    if chat.is_paying:
        return say("booking.change_while_paying")
    return say("booking.change_needs_person") if chat.is_confirmed else None


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
    if chat.given_up and not _is_held(chat, slots):
        return Decision(slots, action="change", hold=hold, cancel_hold_id=chat.given_up)
    return Decision(slots, action="hold", hold=hold)


def _is_held(chat: Chat, slots: Slots) -> bool:
    """Who asks for the very stay that is held gets its link again."""
    return chat.booking is not None and slots_from(chat.booking) == replace(
        slots, children=slots.children or 0, child_ages=slots.child_ages or ()
    )


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
    return _still_asked(chat, replace(decision, says=(*decision.says, again)))


def _still_asked(chat: Chat, decision: Decision) -> Decision:
    return replace(decision, asked=chat.asked, options=tuple(chat.options))


def _resumed(chat: Chat, shop: Shop) -> Decision:
    if chat.asked:
        return _then_ask_again(chat, Decision(chat.slots))
    return standing(chat) if chat.booking else proceed(chat, chat.slots, shop)


def _misunderstood(chat: Chat) -> Decision:
    times = chat.misunderstood + 1
    if times >= MOST_MISUNDERSTOOD:
        return Decision(chat.slots, (say("person.called"),), handover="guest_not_understood")
    said = Decision(chat.slots, (say("not_understood"),), misunderstood=times)
    return _then_ask_again(chat, replace(said, says=(*said.says, say("help"))))


def _media(chat: Chat) -> Decision:
    """A picture may be a proof of payment: then somebody looks at it."""
    is_heard = "[áudio]" in chat.text
    if chat.booking is None or is_heard:
        return _then_ask_again(chat, Decision(chat.slots, (say("no_audio"),)))
    if chat.is_confirmed:
        return Decision(chat.slots, (say("person.question"),), handover="guest_asks")
    return Decision(chat.slots, (say("booking.not_seen"),), handover="guest_says_paid")


def _greeted(chat: Chat, meaning: Meaning | None, decision: Decision) -> Decision:
    """The first words of a chat are a greeting; who writes about a stay that is there already is
    greeted back.
    """
    greets = meaning is not None and meaning.intent == "greeting"
    if chat.turns or not decision.says or (chat.booking is not None and not greets):
        return decision
    return replace(decision, says=(words.greeting(chat.house, chat.guest_name), *decision.says))
