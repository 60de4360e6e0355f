"""What the guest wants of the message: one intent, the most urgent that its words speak of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hotelly.conversation.understanding.grammar import Line, pattern
from hotelly.conversation.understanding.request import Known

_CONFIRMATIONS: Final = ("confirm", "cancel_confirm")


@dataclass(frozen=True, slots=True)
class Said:
    """What the reading of the words told besides them."""

    known: Known
    has_slots: bool
    """dates, people or rooms are stated, or touched"""
    has_changes: bool
    """one of them is not what is known already"""
    has_dates: bool
    has_arrival: bool
    has_choice: bool


Test = Callable[[Line, Said], bool]


def intent_of(line: Line, said: Said) -> str:
    return next((name for name, test in _TESTS if test(line, said)), "other")


def _opt_out(line: Line, said: Said) -> bool:
    return line.has(_OPT_OUT)


def _human(line: Line, said: Said) -> bool:
    return line.has(_HUMAN)


def _question_on_cancelling(line: Line, said: Said) -> bool:
    return line.has(_IF_CANCELLED)


def _cancel(line: Line, said: Said) -> bool:
    if said.known.asked == "cancel_confirm" or not line.has(_CANCEL) or line.has(_NOT_CANCEL):
        return False
    return said.known.has_booking or said.known.asked != "confirm" or line.has(_CANCEL_BOOKING)


def _change(line: Line, said: Said) -> bool:
    if line.has(_CHANGE_OF_MIND):
        return False
    if line.has(_CHANGE_DATES) or (line.has(_CHANGE) and said.has_dates):
        return True
    return said.known.has_booking and said.has_dates and not line.has(_ASKING)


def _confirm(line: Line, said: Said) -> bool:
    if said.has_changes or line.has(_REFUSAL):
        return False
    if said.known.asked == "cancel_confirm":
        return line.has(_YES) or line.has(_CANCEL)
    is_question = line.has(_HOUSE) and line.has(_ASKED) and not line.has(_PLAIN_YES)
    is_sure = line.has(_YES) and not line.has(_WAVERING) and not is_question
    return is_sure and said.known.asked == "confirm"


def _deny(line: Line, said: Said) -> bool:
    asked = said.known.asked in (*_CONFIRMATIONS, "option")
    return asked and not said.has_slots and (line.has(_REFUSAL) or line.has(_CANCEL))


def _payment(line: Line, said: Said) -> bool:
    """Beside a wish for a room it is part of that, and `nota no CNPJ` is no question."""
    wished = said.has_dates and (line.has(_WISHED) or line.has(_AVAILABLE) or line.has(_QUOTE))
    if line.has(_PAID_EXTRA) and line.has(_HOUSE):
        return False
    return line.has(_PAYING) or (line.has(_PAYMENT) and not wished)


def _quote(line: Line, said: Said) -> bool:
    return line.has(_QUOTE)


def _availability(line: Line, said: Said) -> bool:
    is_answer = said.known.asked not in (None, *_CONFIRMATIONS)
    has_room = said.has_slots and not is_answer and line.has(_HAVE_YOU)
    return line.has(_AVAILABLE) or (has_room and (said.has_dates or not line.has(_HAVE_TOPIC)))


def _hours(line: Line, said: Said) -> bool:
    at_an_hour = line.has(_AT_AN_HOUR) and line.has(_ASKED)
    return ((line.has(_HOURS) or at_an_hour) and not said.has_arrival) or line.has(_CAPACITY)


def _complaint(line: Line, said: Said) -> bool:
    """of a guest in the house; told to nobody's question"""
    return line.has(_BROKEN) and not line.has(_ASKED)


def _policy(line: Line, said: Said) -> bool:
    """A word on the house beside a wish for a room needs a sign of a question."""
    return line.has(_HOUSE) and (not said.has_slots or line.has(_MAY))


def _book(line: Line, said: Said) -> bool:
    asked = said.known.asked
    is_answer = asked is not None and asked not in _CONFIRMATIONS and line.has(_YES_OR_NO)
    return said.has_slots or said.has_choice or line.has(_BOOK) or is_answer


def _thanks(line: Line, said: Said) -> bool:
    return line.has(_THANKS)


def _greeting(line: Line, said: Said) -> bool:
    return line.has(_GREETING)


_OPT_OUT: Final = pattern(
    "^(stop|other)* (sair|parar) (stop|favor|praying)*$ | ^ANY{0,3} parar ANY{0,4} mensagem"
    "| (parar|para de|chegar de) ANY{0,3} (incomodar|mensagem) | parar de ANY{0,2} (mandar|receber)"
    "| nao querer mais numero | descadastrar | nao querer? ANY{0,3} receber"
    "| nao ANY{0,2} mais? ANY{0,2} mensagem | remover ANY{0,4} (numero|lista|mensagem|codigo)"
    "| remover eu | bloquear | nao ANY{0,2} (incomodar|mandar)"
    "| (cancelar|sair) ANY{0,4} (lista|mensagem) | sair de grupo"
)
_HUMAN: Final = pattern(
    "atendente | humano | gerente | pessoa de verdade | reclamar | robo | nenhum ANY{0,2} responder"
    "| (falar|ligar) ANY{0,2} (com|to|a) ANY{0,2} (alguem|pessoa|party|voce|gente)"
    "| falar (alguem|pessoa) | ligar (para|eu)"
    "| (querer|poder) falar com | chamar ANY{0,2} (alguem|party)"
    "| alguem ANY{0,3} (ligar|falar|verdade|poder) | (pode|poder|other) ligar"
)
_IF_CANCELLED: Final = pattern(
    "se ANY{0,3} CANCEL | (como|qual|policy) ANY{0,4} cancelamento | policy de CANCEL"
    "| (CANCEL|cancelamento) (e|ser|estar)? policy"
    "| (quanto|ate|qual|pode|poder|dar|ter) ANY{0,3} CANCEL ANY{0,6} ask | quando ANY{0,3} CANCEL"
)
_CANCEL: Final = pattern(
    "CANCEL | cancelamento | nao (ir|vamos|poder) (mais|poder|conseguir)* (ir|mais|poder)"
)
_NOT_CANCEL: Final = pattern("nao (querer|ser)* para? CANCEL")
_CANCEL_BOOKING: Final = pattern("CANCEL ANY{0,3} reserva")
_CHANGE: Final = pattern("CHANGE | estender")
_CHANGE_DATES: Final = pattern(
    "CHANGE ANY{0,4} (data|reserva|dia|dias|point) | remarcar | adiar | antecipar | estender"
    "| passar (o|meu|reserva|de|dia|point)* para (o|dia)* point | passar meu? reserva"
)
_CHANGE_OF_MIND: Final = pattern("mudar de ideia")
_YES: Final = pattern(
    "sim | ok | certo | isso | pode | bora | combinado | aceito | thumbup | fechar | confirmar"
    "| vamos esse (?=END|$) | praying | reservar | garantir | (sem|nao ter) problema | querer | bom"
)
_PLAIN_YES: Final = pattern("sim | ok | certo | isso | thumbup | fechar | bora | combinado")
_REFUSAL: Final = pattern(
    "nao (?!HAVE problema) | nenhum | ^nada | negativo | thumbdown | outro (other|vez) "
    "| (other|para) la | desistir | deixar | manter"
)
_WAVERING: Final = pattern("pensar | valor | preco | caro")
_PAID_EXTRA: Final = pattern("(e|ser) pagar (?=END|$)")
_PAYING: Final = pattern("link | comprovante | pagar ANY{0,8} ask")
_PAYMENT: Final = pattern("PAY | chave | nota | vencer | dinheiro")
_QUOTE: Final = pattern(
    "quanto (?!(km|hora|dias|vez|cama|pessoa|party|rooms|crianca|carro)) | valor | preco | custar"
    "| orcamento | desconto | qual (o|ser|e)* total"
)
_AVAILABLE: Final = pattern(
    "vaga (?!de? parking | para? carro) | disponivel | livre | sobrar | lotado"
    "| ainda? (ter|haver) ask | (ter|haver) (algum|ainda|um|o)* (rooms|quarto|algum|lugar (?!para))"
)
_HAVE_YOU: Final = pattern("ter | haver | conseguir")
_HAVE_TOPIC: Final = pattern("(ter|haver) (um|o|algum)? TOPIC")
_ASKING: Final = pattern("PRICE | ter | haver | TOPIC | pet | pets")
_HOURS: Final = pattern("(que|qual|o) (hora|hours) | (que|qual) (ser|e) (o)? hours")
_AT_AN_HOUR: Final = pattern("(IN|OUT) (antes|depois|de|ate|a|as)* (noise|mais (tarde|hours))")
_CAPACITY: Final = pattern("caber | quanto (pessoa|cama|quarto|quartos|rooms|party)")
_BROKEN: Final = pattern("quebrar")
_ASKED: Final = pattern("ask")
_HOUSE: Final = pattern(
    "TOPIC | pets | pet | (que|qual) hora | (poder|pode) ANY{0,2} (IN|OUT) ANY{0,2} noise"
    "| (aceitar|pode|poder) (crianca|criancas|party) | carro"
)
_MAY: Final = pattern("ask | aceitar | pode | poder | ter | haver | que | qual | policy | ser")
_BOOK: Final = pattern(
    "^ANY{0,2} rooms | reservar | reserva | hospedar | fechar | garantir | agendar"
    "| querer (?=END|$|ir|ficar|voltar) | passar (um|other|NUM)* dias"
)
_WISHED: Final = pattern("querer | rooms | reservar | reserva | hospedar | fechar")
_YES_OR_NO: Final = pattern("sim | nao | ok | nenhum")
_THANKS: Final = pattern("obrigado")
_GREETING: Final = pattern("oi | hail | tudo bem | ^ANY{0,4} tudo (bom|certo|ok)")
_TESTS: Final[tuple[tuple[str, Test], ...]] = (
    ("opt_out", _opt_out),
    ("human", _human),
    ("policy_question", _question_on_cancelling),
    ("cancel", _cancel),
    ("change_dates", _change),
    ("confirm", _confirm),
    ("deny", _deny),
    ("payment_question", _payment),
    ("quote", _quote),
    ("policy_question", _hours),
    ("other", _complaint),
    ("availability", _availability),
    ("policy_question", _policy),
    ("book", _book),
    ("thanks", _thanks),
    ("greeting", _greeting),
)
"""the first that fits"""
