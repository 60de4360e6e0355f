"""From the text to tokens: characters made plain, numbers, dates, times and words told apart."""

import re
import unicodedata
from typing import Final

from hotelly.conversation.understanding.grammar import Line, Token, made
from hotelly.conversation.understanding.lexicon import NUMBERS
from hotelly.conversation.understanding.signs import SIGNS
from hotelly.conversation.understanding.spelling import is_laughter, lemma_of

LONGEST: Final = 4096
"""characters of a WhatsApp text; what follows is not read"""
_EMOJI: Final = {
    **dict.fromkeys("👍👌✅☑✔🤝💯🆗👏", "thumbup"),
    **dict.fromkeys("👎❌🚫✖", "thumbdown"),
    **dict.fromkeys("🙏", "praying"),
}
_PUNCTUATION: Final = {
    **{".": "stop", "!": "stop", ";": "stop", "\n": "stop", "?": "ask", ",": "comma"},
    **{":": "colon", "(": "open", ")": "close", "/": "slash", "+": "plus", "&": "e"},
    **{"-": "dash", "~": "dash", ">": "dash"},
}
_INVISIBLE: Final = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF])
_INVISIBLE.update(
    dict.fromkeys([*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
_DASHES: Final = dict.fromkeys(map(ord, "–—−→‐‑"), "-")
_LEXER: Final = re.compile(
    r"""
    (?P<url>(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@.]{1,63}\.\S+)
  | (?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)
  | (?P<dmy>\d{1,2}(?P<mark>[/.\-])\d{1,2}(?P=mark)(?:\d{4}|\d{2}))(?!\d)
  | (?P<money>(?:r\$|us\$|\$)\s?\d(?:[\d.,]*\d)?
             |\d{1,3}(?:\.\d{3})+(?:,\d\d)?(?!\d)|\d+,\d\d(?!\d))
  | (?P<time>\d{1,2}\s?(?:hrs|hs|hr|h)(?:\d{2}|)(?![a-z\d])|\d{1,2}:\d\d(?:\s?hs?|\s?hrs)?(?!\w))
  | (?P<dm>\d{1,2}/\d{1,2})(?!\d|/\d)
  | (?P<dotted>\d{1,2}\.\d{1,2})(?![\d]|[.,]\d)
  | (?P<ordinal>\d{1,2}(?:[oa]s?|ro|ra|th|st|nd|rd)(?![a-z\d]))
  | (?P<percent>\d+\s?%)
  | (?P<phone>\+?(?:55\s?)?\(?\d{2}\)?\s?9?\d{4}[\s\-]?\d{4})(?!\d)
  | (?P<number>\d+)
  | (?P<short>(?<![a-z])[pcs]/)
  | (?P<word>[a-z]+)
  | (?P<punctuation>[.!;\n?,:()/+&\-~>]+)
  | (?P<symbol>[^\s\w])
    """,
    re.VERBOSE,
)
_SHORT: Final = {"p/": "para", "c/": "com", "s/": "sem"}
_SPANISH_TWO: Final = re.compile(r"\bdos(?= (?:noches|personas|adultos|ninos|habitaciones)\b)")

_CHECK: Final = re.compile(r"\bche(?:c|k|ck|que)[\s\-]*(in|out)\b")


def read(text: str) -> Line:
    """The tokens of a message, number words still single."""
    plain = _plain(text[:LONGEST])
    tokens = (_token(match) for match in _LEXER.finditer(plain))
    return Line.of(token for token in tokens if token is not None)


def _plain(text: str) -> str:
    """Lower case, no accents, one form of dashes, nothing invisible."""
    visible = text.translate(_INVISIBLE).translate(_DASHES)
    marked = visible.replace("º", "o").replace("°", "o").replace("ª", "a")
    decomposed = unicodedata.normalize("NFKD", marked.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _CHECK.sub(r"check\1", _SPANISH_TWO.sub("2", bare))


def _token(match: re.Match[str]) -> Token | None:
    kind, text = match.lastgroup, match[0]
    if kind == "word":
        return _word(text)
    if kind == "number":
        return number(int(text[:9]), text)
    if kind in ("punctuation", "symbol"):
        return _mark(text)
    return _figure(str(kind), text)


def _word(text: str) -> Token | None:
    if text in NUMBERS:
        return number(NUMBERS[text], text)
    lemma = lemma_of(text)
    if lemma is None:
        return made("smile" if is_laughter(text) else "other", word=text)
    return Token(SIGNS[lemma], text)


def number(value: int, text: str) -> Token:
    """`um` and `dez` have their own signs: an article, a month."""
    if text in ("um", "uma", "un", "una", "dez"):
        return Token(SIGNS["dez" if text == "dez" else "um"], text, value)
    kind = "day" if 1 <= value <= 31 else "zero" if value == 0 else "num" if value < 1000 else "big"
    return Token(SIGNS["blob" if text.isdigit() and len(text) > 5 else kind], text, value)


def _mark(text: str) -> Token | None:
    """A run of marks counts as its strongest: `?!` asks."""
    for mark in ("?", ":", "(", "\n", *text):
        if mark in text and mark in _PUNCTUATION:
            return made(_PUNCTUATION[mark], word=mark)
    if ord(text) < 0x2000:  # quotes, stars
        return None
    return made(_EMOJI.get(text, "smile"), word=text)


def _figure(kind: str, text: str) -> Token:
    if kind == "short":
        return Token(SIGNS[_SHORT[text]], text)
    if kind in ("iso", "dmy", "dm", "dotted"):
        return _date(kind, text)
    if kind == "ordinal":
        return made("ordinal", int("".join(filter(str.isdigit, text))), text)
    if kind in ("money", "time", "percent"):
        return made(kind, _amount(text), text)
    return made("blob", word=text)


def _amount(text: str) -> int:
    whole = re.split(r",\d\d$|[:h]", text)[0]
    return int("".join(filter(str.isdigit, whole))[:9] or 0)


def _date(kind: str, text: str) -> Token:
    """Its value: (day, month, year or None), not looked at yet."""
    parts = [int(part) for part in re.split(r"[/.\-]", text)]
    if kind == "iso":
        parts.reverse()
    year = parts[2] if len(parts) == 3 else None
    full = year + 2000 if year is not None and year < 100 else year
    if kind == "dotted" and not (1 <= parts[0] <= 31 and 1 <= parts[1] <= 12):
        return made("blob", word=text)
    return made("date", (parts[0], parts[1], full), text)
