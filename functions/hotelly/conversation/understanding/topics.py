"""What a message asks about, so that each question gets an answer from what the house entered."""

from typing import Final

from hotelly.conversation.understanding.grammar import Line, Wanted, pattern
from hotelly.conversation.understanding.lexicon.house import TOPICS
from hotelly.conversation.understanding.signs import SIGNS


def topics_of(words: Line) -> tuple[str, ...]:
    """Names of `lexicon.house`, and those below; in no order of importance."""
    about_house = [name for name in TOPICS if SIGNS[name] in words.kinds]
    return (*about_house, *(name for name, wanted in _TOPICS.items() if words.has(wanted)))


_HOUR: Final = "(hora|hours|time|tarde)"
_TOPICS: Final[dict[str, Wanted]] = {
    "pets": pattern("pet"),
    "check_in_time": pattern(f"{_HOUR} ANY{{0,5}} IN | IN ANY{{0,5}} {_HOUR}"),
    "check_out_time": pattern(f"{_HOUR} ANY{{0,5}} OUT | OUT ANY{{0,5}} {_HOUR}"),
    "cancellation": pattern("CANCEL"),
    "pix": pattern("pix | chave"),
    "boleto": pattern("boleto"),
    "card": pattern("cartao"),
    "installments": pattern("parcelar | NUM vez | quanto vez"),
    "deposit": pattern("sinal"),
    "link": pattern("link"),
    "paid": pattern("ja pagar | comprovante | transferencia"),
    "refund": pattern("estornar"),
    "invoice": pattern("nota"),
    "per_night": pattern("por (noite|dia) | diaria"),
    "capacity": pattern("caber"),
    "complaint": pattern("quebrar | reclamar"),
}
"""besides the house itself: pets, hours, and all about prices and money"""
