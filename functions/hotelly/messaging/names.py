"""By which name a guest may be greeted.

Names come from forms and profiles, and go out under the hotel's own: a link, invisible characters
or WhatsApp's marks of emphasis in one would be a stranger's text. Who has no plausible name is
greeted without one.
"""

import unicodedata
from itertools import pairwise
from typing import Final

HIDDEN: Final = ("C", "Zl", "Zp")
"""categories of what is invisible, ends lines, or changes the direction of what follows"""
LONGEST: Final = 20
"""characters of a first name"""
INSIDE: Final = "'’-"
"""D'Ávila, Ana-Lú"""


def first_name(name: str | None) -> str | None:
    """The first word of a name, when it can be nothing but a name."""
    text = unicodedata.normalize("NFC", name or "")
    if any(unicodedata.category(character).startswith(HIDDEN) for character in text):
        return None
    first = next(iter(text.split()), "")
    return first if _is_plausible(first) else None


def _is_plausible(word: str) -> bool:
    letters = [character for character in word if character not in INSIDE]
    return (
        2 <= len(word) <= LONGEST
        and word[0].isalpha()
        and word[-1] not in INSIDE
        and all(map(_is_of_a_word, letters))
        and len({_script(character) for character in letters if character.isalpha()}) == 1
        and not _has_piled_marks(word)
    )


def _is_of_a_word(character: str) -> bool:
    return unicodedata.category(character) in ("Lu", "Ll", "Lo", "Mn", "Mc")


def _script(letter: str) -> str:
    """`LATIN`, `CYRILLIC`, …: a word of two of them is made to look like another."""
    return unicodedata.name(letter, "").partition(" ")[0]


def _has_piled_marks(word: str) -> bool:
    marks = [unicodedata.category(character) == "Mn" for character in word]
    return any(one and other for one, other in pairwise(marks))
