"""From a word as written to its lemma: stretched letters and typing errors included."""

import re
from functools import lru_cache
from typing import Final

from hotelly.conversation.understanding.lexicon import LEMMAS, mended

_STRETCHED: Final = re.compile(r"([a-z])\1+")
_LAUGHTER: Final = re.compile(r"(?:k{2,}|(?:ha|he|hua|ah|rs){2,}h?|rs+)")
SHORTEST_MENDED: Final = 5
LONGEST_MENDED: Final = 25
_ORDINARY: Final = (
    "abrir adriana agua amanda amandinha amanhecer banco barco bolero busca cama camas canal "
    "cansa cantar canto carla carne carta cartas cartaz carvao casa casada casados casar "
    "casas causa causal cento certa certas cesta cesto checar chegado chego chegou conta "
    "contar contas custo daquilo data datas deserto diario dinda disso domingos entra "
    "familiar fechada festa ficha fonte fotos gente gosto julgo julia juliana lavar levar "
    "linha linhas lista livro macro maior marca marcar marcas marcia marcio marcos mario "
    "marta menor mensal mental mente minha monte muito mundo nisso nome nomes norte notei "
    "noticia numero outono parar parte partes passou pega pegam pegamos pegar perto pessoais "
    "pessoal pista ponte porta posto praca prazo presa preso presos preta preto quadra quando "
    "quanta quantas quarenta quartel quase quatro querida quintal quinto reservado rosto "
    "saber sabia sabida sabor saindo sairam salada salao santo seguida segundos senta sexo "
    "tarde tenha tereza terra tocam tocar total vagas vale valer valeu valores vapor vaso "
    "vinha vista visto vistos voo"
)
CONFUSABLE: Final = frozenset(_ORDINARY.split())
"""ordinary words a letter away from one with meaning"""


@lru_cache(maxsize=4096)
def lemma_of(word: str) -> str | None:
    """The lemma of an unaccented lower-case word; None for a word that carries no grammar."""
    known = LEMMAS.get(word)
    if known or word in CONFUSABLE or len(word) > LONGEST_MENDED:
        return known
    known = LEMMAS.get(_single(word)) or LEMMAS.get(_double(word))
    if known or len(word) < SHORTEST_MENDED:
        return known
    return _nearest(_single(word))


def is_laughter(word: str) -> bool:
    return _LAUGHTER.fullmatch(word) is not None


def _single(word: str) -> str:
    """`simmmm` becomes `sim`."""
    return _STRETCHED.sub(r"\1", word)


def _double(word: str) -> str:
    """`passsar` becomes `passar`."""
    return _STRETCHED.sub(r"\1\1", word)


def _nearest(word: str) -> str | None:
    """The one lemma that is a typing error away; None where there are two."""
    candidates = {
        lemma
        for stump in (word, *_without_one(word))
        for spelling, lemma in _STUMPS.get(stump, ())
        if _is_slip(word, spelling)
    }
    return candidates.pop() if len(candidates) == 1 else None


def _is_slip(word: str, spelling: str) -> bool:
    """One letter more, less, other, or two exchanged; the first letter is seldom missed."""
    if word[0] != spelling[0] or abs(len(word) - len(spelling)) > 1:
        return False
    pairs = enumerate(zip(word, spelling, strict=False))
    start = next((n for n, (a, b) in pairs if a != b), None)
    if start is None:
        return True
    rest, other = word[start:], spelling[start:]
    exchanged = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return exchanged or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]


def _without_one(word: str) -> list[str]:
    return [word[:n] + word[n + 1 :] for n in range(len(word))]


def _stumps() -> dict[str, set[tuple[str, str]]]:
    """Each mended spelling under itself and under what is left when a letter is lost."""
    stumps: dict[str, set[tuple[str, str]]] = {}
    wanted = mended()
    for spelling, lemma in LEMMAS.items():
        if lemma in wanted and len(spelling) >= SHORTEST_MENDED:
            single = _single(spelling)
            for stump in (single, *_without_one(single)):
                stumps.setdefault(stump, set()).add((single, lemma))
    return stumps


_STUMPS: Final = _stumps()
