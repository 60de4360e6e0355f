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


def set_aside(line: Line) -> Line:
    return rewrite(line, _RULES)


def _hail(_: Found) -> Token:
    return made("hail")


def _pets(_: Found) -> Token:
    return made("pets")


def _policy(_: Found) -> Token:
    """a question on the house's rules for children, not on one's own"""
    return made("policy")


def _how_much(found: Found) -> Token | None:
    """`qto fica`: qto is quarto elsewhere"""
    return made("quanto") if found.tokens("how")[0].word == "qto" else None


def _due(found: Found) -> tuple[Token, ...]:
    return (found.line.tokens[found.match.start()], made("noise"))


def _big_only(found: Found) -> Token | None:
    return made("noise") if found.value("n") > 31 else None


_COUNTED: Final = "(?!de? (PERSONAL|NIGHT|dias|ROOM|MONTH) | outro? (PERSONAL) | NUM)"
_RULES: Final[tuple[Rule, ...]] = (
    (pattern("bom (dia|dias|tarde|noite|afternoon|manha)"), _hail),
    (pattern("por (?:voltar) (de|as)?"), noise),
    (pattern("meio dash? (dia|noite) e meio | (as|a|por|de)? meio dash? (dia|noite)"), noise),
    (pattern("(as|a|de|por|la|ate|ate as)? (NUM|time) hora ((e|a) (NUM|meio|time) hora?)?"), noise),
    (
        pattern("(as|a|por|de)? (NUM|time) (e meio)? (de|em) (manha|tarde|noite|madrugada)"),
        noise,
    ),
    (pattern("(as|a|por|de)? time ((e|a|as) (time|NUM))?"), noise),
    (pattern(f"as NUM (e (NUM|meio))? {_COUNTED}"), noise),
    (pattern("(depois|antes) de (NUM (?=END|$) | breakfast)"), noise),
    (pattern("(?P<how>quarto) (?=ficar|custar|sair|e|ser|estar|to|dar|por|ask|$)"), _how_much),
    (pattern("falar (com|to)? (um|o|a)? outro? pessoa"), lambda _: made("humano")),
    (
        pattern("(pensar|falar|confirmar) com (o|meu)? (mae|esposo|pais|amigos|familia|filhos)"),
        noise,
    ),
    (
        pattern(
            "(crianca|criancas|bebe|bebes) (de|ate|com|menos|NUM|ano|a|mes|e)* nao?"
            "(pagar|entrar|policy|pode) | aceitar (o|um)? (crianca|criancas|bebe|bebes)"
        ),
        _policy,
    ),
    (pattern("querer (de)? voltar"), lambda _: made("ir")),
    (pattern("vencer (em|o|ser|de)* dia? NUM"), _due),
    (pattern("(?<=hoje) (a|de|em|as)? (noite|tarde|manha|madrugada)"), noise),
    (pattern("(?<=WEEKDAY) (a|de|em) (noite|tarde|manha|madrugada)"), noise),
    (pattern("(de|a|em|por) (tarde|manha|madrugada)"), noise),
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
    (pattern("NUM? outro? pet ((e|comma|plus) NUM? outro? pet)*"), _pets),
)
"""in this order: the longer reading first"""
