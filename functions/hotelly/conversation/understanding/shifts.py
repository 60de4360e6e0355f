"""A known stay moved: `chego um dia depois`, `adiar uma semana`."""

from datetime import timedelta
from typing import Final

from hotelly.conversation.understanding.grammar import Found, Line, found, pattern
from hotelly.conversation.understanding.nights import Length
from hotelly.conversation.understanding.request import Known
from hotelly.conversation.understanding.stay import Dates


def shifted(line: Line, known: Known) -> Dates | None:
    """None where nothing is moved, or nothing is known that could be."""
    if moved := found(line, _PUT_OFF):
        return _put_off(moved, known)
    shift = found(line, _SHIFT)
    if shift is None:
        return None
    days = timedelta(days=int(shift.value("n")) * (1 if shift.sign("later") else -1))
    if shift.sign("out"):
        return Dates(check_out=known.check_out + days) if known.check_out else None
    if known.check_in is None and known.check_out and not shift.sign("later"):
        return Dates(check_in=known.check_out + days)
    return Dates(check_in=known.check_in + days) if known.check_in else None


def _put_off(moved: Found, known: Known) -> Dates | None:
    """`adiar uma semana`, `antecipar 2 dias`: the whole stay"""
    length: Length = moved.value("length")
    count = length.nights or length.days
    if count is None or known.check_in is None or known.check_out is None:
        return None
    days = timedelta(days=count if moved.sign("later") else -count)
    return Dates(known.check_in + days, known.check_out + days)


_PUT_OFF: Final = pattern("((?P<later>adiar)|antecipar) ANY{0,3} (?P<length>nights)")
_SHIFT: Final = pattern(
    "((?P<out>OUT)|IN|CHANGE) ANY{0,3} (?P<n>NUM) (dia|dias|noite|diaria) ((?P<later>depois)|antes)"
)
