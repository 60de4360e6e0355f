"""The sign of each lemma and each kind of token, and the classes that patterns name."""

from typing import Final

from hotelly.conversation.understanding.lexicon import LEMMAS
from hotelly.conversation.understanding.lexicon.calendar import MONTHS, WEEKDAYS
from hotelly.conversation.understanding.lexicon.house import TOPICS

KINDS: Final = (
    *("um", "dez", "day", "num", "big", "ordinal", "date", "time", "money", "blob", "percent"),
    *("stop", "ask", "comma", "colon", "open", "close", "dash", "slash", "plus"),
    *("hail", "smile", "thumbup", "thumbdown", "praying", "other", "noise", "correction"),
    *(
        "point",
        "tonight",
        "small",
        "feast",
        "weekend",
        "vague",
        "nights",
        "span",
        "ages",
        "party",
        "rooms",
        "pets",
    ),
)
"""What a token may be besides a word of the lexicon. `um`, `day` (1 to 31) and `num` are numbers;
from `point` on, what rules make of several tokens."""


def _signs() -> dict[str, str]:
    names = dict.fromkeys([*KINDS, *LEMMAS.values()])
    return {name: chr(0xE000 + place) for place, name in enumerate(names)}


SIGNS: Final = _signs()


def _classes() -> dict[str, str]:
    months = " ".join(name.rstrip("*") for name in MONTHS)
    weekdays = " ".join(name.rstrip("*") for name in WEEKDAYS)
    members = {
        "DAY": "day um dez",
        "NUM": "day um dez num zero",
        "HAVE": "ter tenho",
        "DIGITS": "day num zero",
        "MONTH": months,
        "WEEKDAY": weekdays,
        "TOPIC": " ".join(TOPICS),
        "STOP": "stop ask",
        "END": "stop ask comma colon smile thumbup praying",
        "LIST": "comma e slash plus",
        "RANGE": "a ate to dash para",
        "IN": "chegar entrar checkin ir comecar partir desde",
        "OUT": "out sair checkout voltar embora",
        "PERSONAL": "adulto pessoa crianca criancas filho filhos bebe bebes mae amigos pais casal "
        "casais pet quarto quartos suite suites apto chale acomodacao cama",
        "ADULT": "adulto",
        "CHILD": "crianca criancas filho filhos bebe bebes",
        "ONE_CHILD": "crianca filho bebe",
        "SOME_CHILDREN": "criancas filhos bebes",
        "ROOM": "quarto quartos suite suites apto chale acomodacao",
        "MOVE": "chegar entrar checkin sair checkout voltar embora",
        "NIGHT": "noite diaria pernoite",
        "CHANGE": "mudar trocar alterar remarcar adiar antecipar",
        "CANCEL": "cancelar desmarcar desistir",
        "PRICE": "quanto valor preco custar orcamento desconto",
        "PAY": "pix boleto cartao pagar parcelar sinal link comprovante transferencia estornar",
    }
    return {
        name: f"[{''.join(map(SIGNS.__getitem__, text.split()))}]" for name, text in members.items()
    }


CLASSES: Final = {**_classes(), "ANY": "."}
