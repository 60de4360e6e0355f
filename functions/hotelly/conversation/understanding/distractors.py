"""What looks like days, nights or people and is none: greetings, hours, prices, room numbers."""

from typing import Final

from hotelly.conversation.understanding.grammar import (
    Found,
    Line,
    Rule,
    Token,
    made,
    noise,
    pattern,
    rewrite,
)

DAWN: Final = 5
_OUR_PLACE: Final = ("hotel", "pousada", "ai")


def set_aside(line: Line) -> Line:
    return rewrite(line, _RULES)


def _hail(_: Found) -> Token:
    return made("hail")


def _pets(_: Found) -> Token:
    return made("pets")


def _hour(found: Found) -> Token:
    """At 2 in the morning it is another night than the day's name says."""
    is_small = bool(found.sign("am")) and (found.value("n") or 0) <= DAWN
    return made("small" if is_small else "noise")


def _small_hours(_: Found) -> Token:
    return made("small")


def _policy(_: Found) -> Token:
    """a question on the house's rules for children, not on one's own"""
    return made("policy")


def _how_much(found: Found) -> Token | None:
    """`qto fica`: qto is quarto elsewhere"""
    return made("quanto") if found.tokens("how")[0].word == "qto" else None


def _kids_area(found: Found) -> Token | None:
    """`tem área kids?`"""
    return made("services") if found.line.tokens[found.match.start()].word == "kids" else None


def _from_home(found: Found) -> Token | None:
    """`saindo de Curitiba sexta`: on the way to us"""
    return None if found.tokens("place")[0].word in _OUR_PLACE else made("ir")


def _due(found: Found) -> tuple[Token, ...]:
    return (found.line.tokens[found.match.start()], made("noise"))


def _big_only(found: Found) -> Token | None:
    return made("noise") if found.value("n") > 31 else None


_COUNTED: Final = "(?!de? (PERSONAL|NIGHT|dias|ROOM|MONTH) | outro? (PERSONAL) | NUM)"
_RULES: Final[tuple[Rule, ...]] = (
    (pattern("bom (dia|dias|tarde|noite|afternoon|manha)"), _hail),
    (
        pattern("(bom|feliz|ok) (feriado|natal|ano novo|pascoa|fds|fim de semana|semana|WEEKDAY)"),
        noise,
    ),
    (pattern("(NUM|big|num) ano de (other|casais|amigos|events)"), noise),
    (pattern("por (?:voltar) (de|as)?"), noise),
    (pattern("meio dash? (dia|noite) e meio | (as|a|por|de)? meio dash? (dia|noite)"), noise),
    (pattern("(as|a|de|por|la|ate|ate as)? (NUM|time) hora ((e|a) (NUM|meio|time) hora?)?"), noise),
    (
        pattern(
            "(as|a|por|de)? (?P<n>NUM|time) (e meio)? (de|em) ((?P<am>manha|madrugada)|tarde|noite)"
        ),
        _hour,
    ),
    (pattern("(as|a|por|de)? time ((e|a|as) (time|NUM))?"), noise),
    (pattern(f"as NUM (e (NUM|meio))? {_COUNTED}"), noise),
    (pattern("(depois|antes) de (NUM (?=END|$) | breakfast)"), noise),
    (pattern("(?P<how>quarto) (?=ficar|custar|sair|e|ser|estar|to|dar|por|ask|$)"), _how_much),
    (pattern("falar (com|to)? (um|o|a)? outro? pessoa"), lambda _: made("humano")),
    (pattern("ajuda de um? (pessoa|alguem) | um? pessoa reais"), lambda _: made("humano")),
    (pattern("filho de idade"), _policy),
    (
        pattern("(pensar|falar|confirmar) com (o|meu)? (mae|esposo|pais|amigos|familia|filhos)"),
        noise,
    ),
    (
        pattern(
            "(crianca|criancas|bebe|bebes) (de|ate|com|menos|NUM|ano|a|mes|e)* nao?"
            "(pagar|entrar|policy|pode) | aceitar (o|um)? (crianca|criancas|bebe|bebes)"
            "((de|com|ate)? NUM (ano|mes))?"
        ),
        _policy,
    ),
    (pattern("como (eu|poder|para|o|other)* (chegar|ir)"), _policy),
    (pattern("querer (de)? voltar | sair daqui"), lambda _: made("ir")),
    (pattern("sair de (?P<place>other)"), _from_home),
    (pattern("vencer (em|o|ser|de)* dia? NUM"), _due),
    (pattern("(?<=hoje) (a|de|em|as)? (noite|tarde|manha)"), noise),
    (pattern("(?<=WEEKDAY) (a|de|em) (noite|tarde|manha)"), noise),
    (pattern("(de|a|em|por)? madrugada"), _small_hours),
    (pattern("(de|a|em|por) (tarde|manha)"), noise),
    (pattern("(NUM|big|money) reais"), noise),
    (pattern("(por|ate|de)? (num|money|big) (por|a|o) (diaria|noite|pessoa|dia)"), noise),
    (pattern("(por|ate)? NUM por (diaria|noite|pessoa|dia)"), noise),
    (
        pattern("(ser|a|o)? diaria (ser|de|por|estar|to|a|em|colon)* (?P<n>num|money|big)"),
        _big_only,
    ),
    (pattern("(por|ate|de) money | money"), noise),
    (pattern("(NUM|big) (km|vez|carro|percent|cento)"), noise),
    (pattern("percent"), noise),
    (pattern("(em|de|meu) (quarto|apto|suite|chale) numero? NUM (?=END|$|e|que|o|para)"), noise),
    (pattern("(quarto|apto|suite|chale) numero NUM"), noise),
    (pattern("quarto NUM (?=END|$) (?!comma? date)"), noise),
    (pattern("(reserva|numero|codigo|nota) (numero|colon|de)? (num|big|blob)"), noise),
    (pattern("(?<!NUM)(?<!dia) criancas (?=ask|$)"), _kids_area),
    (
        pattern("NUM? outro? pet ((e|comma|plus) NUM? outro? pet)* (de NUM (ano|mes))?"),
        _pets,
    ),
)
"""in this order: the longer reading first"""
