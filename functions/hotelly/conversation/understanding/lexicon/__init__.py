"""The words that carry meaning: each lemma with the other spellings guests give it, unaccented.

No spelling stands under two lemmas; a word under none is an unknown one. A `*` marks the lemmas
whose typing errors are mended (`spelling`).
"""

from collections.abc import Iterator, Mapping
from typing import Final

from hotelly.conversation.understanding.lexicon.calendar import (
    CALENDAR,
    FEASTS,
    MONTHS,
    MOVING,
    WEEKDAYS,
)
from hotelly.conversation.understanding.lexicon.house import TOPICS
from hotelly.conversation.understanding.lexicon.people import AMOUNTS, PEOPLE, ROOMS
from hotelly.conversation.understanding.lexicon.structure import MENDING, STRUCTURE
from hotelly.conversation.understanding.lexicon.talk import (
    AGREEING,
    ASKING,
    BOOKING,
    COURTESY,
    MONEY,
    PEOPLE_AND_QUIET,
)

MEND_MARK: Final = "*"
_WITH_LEMMA: Final = (
    *(STRUCTURE, MENDING, CALENDAR, FEASTS, MONTHS, WEEKDAYS, MOVING, PEOPLE, ROOMS, AMOUNTS),
    *(ASKING, BOOKING, AGREEING, COURTESY, PEOPLE_AND_QUIET, MONEY),
)


def spellings() -> Iterator[tuple[str, str]]:
    """(spelling, lemma) of every word; a topic's name is no spelling of it."""
    for table in _WITH_LEMMA:
        for name, others in table.items():
            lemma = name.rstrip(MEND_MARK)
            yield from ((spelling, lemma) for spelling in (lemma, *others.split()))
    for topic, words in TOPICS.items():
        yield from ((word, topic) for word in words.split())


def mended() -> frozenset[str]:
    """The lemmas whose spellings stand for words close to them, too."""
    tables: tuple[Mapping[str, str], ...] = _WITH_LEMMA
    return frozenset(n.rstrip(MEND_MARK) for t in tables for n in t if n.endswith(MEND_MARK))


LEMMAS: Final[Mapping[str, str]] = dict(spellings())
NUMBERS: Final[Mapping[str, int]] = {
    **{"um": 1, "uma": 1, "one": 1, "dois": 2, "duas": 2, "two": 2, "tres": 3},
    **{"three": 3, "quatro": 4, "cuatro": 4, "four": 4, "cinco": 5, "five": 5, "seis": 6},
    **{"six": 6, "sete": 7, "siete": 7, "seven": 7, "oito": 8, "ocho": 8, "eight": 8},
    **{"nove": 9, "nueve": 9, "nine": 9, "dez": 10, "diez": 10, "onze": 11},
    **{"doze": 12, "treze": 13, "quatorze": 14, "catorze": 14, "quinze": 15, "dezesseis": 16},
    **{"dezasseis": 16, "dezessete": 17, "dezoito": 18, "dezenove": 19, "vinte": 20, "trinta": 30},
    **{"un": 1, "una": 1, "uno": 1, "quince": 15, "veinte": 20, "twenty": 20, "treinta": 30},
}
