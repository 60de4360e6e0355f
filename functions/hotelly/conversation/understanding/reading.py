"""The whole reading of a message: from its text to its meaning."""

from dataclasses import replace
from datetime import date
from typing import Final

from hotelly.conversation.understanding.ages import read_ages
from hotelly.conversation.understanding.answers import chosen, read_answer, read_answer_first
from hotelly.conversation.understanding.dates import read_dates
from hotelly.conversation.understanding.days import is_english, read_ahead, read_days
from hotelly.conversation.understanding.distractors import set_aside
from hotelly.conversation.understanding.feast_names import read_feasts
from hotelly.conversation.understanding.grammar import Line, pattern
from hotelly.conversation.understanding.guests import read_guests
from hotelly.conversation.understanding.intents import Said, intent_of
from hotelly.conversation.understanding.meaning import SLOTS, Meaning
from hotelly.conversation.understanding.nights import read_nights
from hotelly.conversation.understanding.numbers import read_numbers
from hotelly.conversation.understanding.party import count_guests
from hotelly.conversation.understanding.people import mentions
from hotelly.conversation.understanding.request import Known
from hotelly.conversation.understanding.rooms import count_rooms, read_rooms
from hotelly.conversation.understanding.stays import join_bare_days
from hotelly.conversation.understanding.tokens import read
from hotelly.conversation.understanding.topics import topics_of

NOTHING_KNOWN: Final = Known()
_LOST: Final = pattern("(esquecer|perder) (o|um|meu) other")
_WISH: Final = pattern("querer ANY{0,4} (reservar|DAY|date|quarto) | vaga | disponivel | fechar")


def understand(text: str, today: date, known: Known = NOTHING_KNOWN) -> Meaning:
    """What a guest's message means to the hotel; never raises, whatever the text."""
    words = read_numbers(read(text))
    if words.has(_LOST) and not words.has(_WISH):
        return Meaning(intent="other", topics=("lost_property",))
    option = chosen(words, known)
    line = parsed(words, known) if option is None else words
    dates = read_dates(line, today, known)
    guests = count_guests(mentions(line), known)
    rooms = count_rooms(line)
    meaning = Meaning(
        intent="other",
        check_in=dates.check_in,
        check_out=dates.check_out,
        nights=dates.nights,
        adults=guests.adults,
        children=guests.children,
        child_ages=guests.child_ages,
        rooms=rooms.rooms,
        room_type=option.room_type if option else rooms.room_type,
        option=option.n if option else None,
        ambiguous=tuple(sorted(dates.unclear | guests.unclear | rooms.unclear)),
        topics=topics_of(words),
    )
    return replace(meaning, intent=intent_of(line, _said(meaning, known)))


def _said(meaning: Meaning, known: Known) -> Said:
    touched = {slot for slot in SLOTS if getattr(meaning, slot) is not None}
    touched.update(meaning.ambiguous)
    return Said(
        known=known,
        has_slots=bool(touched),
        has_changes=any(getattr(meaning, slot) != getattr(known, slot) for slot in touched),
        has_dates=bool(touched & {"check_in", "check_out", "nights"}),
        has_arrival=meaning.check_in is not None,
        has_choice=meaning.option is not None,
    )


def parsed(words: Line, known: Known) -> Line:
    """The message with its days, nights, people and rooms found."""
    line = words
    for step in (set_aside, read_feasts, read_ahead, read_ages):
        line = step(line)
    line = read_answer_first(line, known)
    for step in (read_rooms, read_guests, read_nights):
        line = step(line)
    line = read_days(line, is_english(words))
    return join_bare_days(read_answer(line, known))
