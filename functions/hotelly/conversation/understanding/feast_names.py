"""What guests call the holidays. A name alone tells no day of arrival; `sexta-feira santa` does."""

from typing import Final

from hotelly.conversation.understanding.grammar import Line, Rule, Token, made, pattern, rewrite
from hotelly.conversation.understanding.points import point_token


def read_feasts(line: Line) -> Line:
    return rewrite(line, _FEASTS)


def _feast(name: str) -> Token:
    return made("feast", name)


_FEASTS: Final[tuple[Rule, ...]] = (
    (pattern("sexta (dash? feira)? santa"), lambda _: point_token(feast="paixao")),
    (
        pattern("(?P<day>quinta) (dash? feira)? santa"),
        lambda _: point_token(weekday=3, feast="pascoa"),
    ),
    (pattern("sabado (de aleluia|santa)"), lambda _: point_token(weekday=5, feast="pascoa")),
    (
        pattern("quarta (dash? feira)? de cinzas"),
        lambda _: point_token(weekday=2, feast="carnaval"),
    ),
    (pattern("semana santa | feriado? de? pascoa"), lambda _: _feast("pascoa")),
    (pattern("feriado? de? carnaval"), lambda _: _feast("carnaval")),
    (pattern("feriado? de? corpus christi?"), lambda _: _feast("corpus christi")),
    (pattern("vespera de natal"), lambda _: point_token(day=24, month=12)),
    (pattern("vespera de ano novo"), lambda _: point_token(day=31, month=12)),
    (pattern("(dia|noite) de natal"), lambda _: point_token(day=25, month=12)),
    (pattern("feriado? de? natal"), lambda _: _feast("natal")),
    (
        pattern("(feriado|fim)? de? (ano novo|reveillon (de ano)?) | fim de ano"),
        lambda _: _feast("ano novo"),
    ),
    (pattern("(feriado|dia)? de? tiradentes"), lambda _: _feast("tiradentes")),
    (pattern("(feriado|dia) de? trabalho"), lambda _: _feast("trabalho")),
    (pattern("(feriado|dia)? de? finados"), lambda _: _feast("finados")),
    (pattern("(feriado|dia)? de? independencia"), lambda _: _feast("independencia")),
    (pattern("(feriado|dia) de? (meu mae|other)? aparecida"), lambda _: _feast("aparecida")),
    (pattern("(feriado|dia) (de|em)? criancas"), lambda _: _feast("aparecida")),
    (pattern("(feriado|dia)? de? proclamacao (de proclamacao)?"), lambda _: _feast("republica")),
    (pattern("(feriado|dia)? de? consciencia other?"), lambda _: _feast("consciencia")),
    (pattern("dia de? maes"), lambda _: _feast("maes")),
    (pattern("dia de? pais"), lambda _: _feast("pais")),
    (pattern("dia de? namorados"), lambda _: _feast("namorados")),
    (pattern("(feriado|dia|events|em)? de? sao junina"), lambda _: _feast("sao joao")),
    (pattern("feriado (de MONTH)?"), lambda _: _feast("")),
)
