"""What a message says of a stay, and how its days and its nights go together."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from hotelly.conversation.understanding.grammar import Line
from hotelly.conversation.understanding.nights import Length
from hotelly.conversation.understanding.request import Known
from hotelly.conversation.understanding.signs import SIGNS


@dataclass(frozen=True, slots=True)
class Dates:
    """`unclear` names the slots to ask about."""

    check_in: date | None = None
    check_out: date | None = None
    nights: int | None = None
    unclear: frozenset[str] = frozenset()


LEAVING: Final = frozenset({"check_out"})
LENGTH: Final = frozenset({"check_out", "nights"})
NOTHING_SAID: Final = Dates()
ARRIVAL_UNCLEAR: Final = Dates(unclear=frozenset({"check_in"}))
STAY_UNCLEAR: Final = Dates(unclear=frozenset({"check_in", "check_out"}))


def _length(line: Line) -> Length | None:
    lengths = [token.value for token in line.tokens if token.sign == SIGNS["nights"]]
    return lengths[-1] if lengths else None


def with_length(stay: Dates, line: Line, known: Known) -> Dates:
    """The stay, and the nights that the message counts."""
    length = _length(line)
    if length is None:
        return stay
    nights = length.days if known.asked == "nights" and length.nights is None else length.nights
    if length.more is not None:
        return _longer(stay, length.more, known)
    if nights is None:
        return stay if stay.check_out else replace(stay, unclear=stay.unclear | LENGTH)
    return _counted(stay, nights, known)


def _longer(stay: Dates, more: int, known: Known) -> Dates:
    if known.check_out is None or stay.check_out:
        return _counted(stay, more, known) if more > 0 else stay
    return replace(stay, check_out=known.check_out + timedelta(days=more))


def _counted(stay: Dates, nights: int, known: Known) -> Dates:
    length = timedelta(days=nights)
    if nights < 1:
        return replace(stay, unclear=stay.unclear | LENGTH)
    if stay.check_in and stay.check_out:
        fits = stay.check_out - stay.check_in == length
        if stay.check_out - stay.check_in > length:  # a time to choose from, not a stay
            return Dates(nights=nights, unclear=STAY_UNCLEAR.unclear)
        return stay if fits else Dates(stay.check_in, unclear=LENGTH)
    if stay.check_out and known.check_in is None:
        return replace(stay, check_in=stay.check_out - length)
    start = stay.check_in or (None if "check_in" in stay.unclear else known.check_in)
    if start is None or stay.check_out:
        return replace(stay, nights=nights, unclear=stay.unclear - LEAVING)
    return Dates(stay.check_in, start + length)
