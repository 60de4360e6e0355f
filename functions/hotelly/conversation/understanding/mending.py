"""Words that take back what was said: `digo`, `aliás`, `na verdade`, `não, dia 11`."""

from typing import Final

from hotelly.conversation.understanding.grammar import pattern

MENDING: Final = "(digo|alias|ops|verdade|corrigir|errar|melhor|nao comma|dizer)"
_MENDING: Final = pattern(MENDING)


_DENIED: Final = pattern(
    "(nao (querer|ser|e|poder|para)* mais?|esquecer|vez de|inves de) (a|o|de|em|dia|para)*$"
)


def denies(signs: str) -> bool:
    """Whether the words before a statement say that it does not hold: `não é dia 5`."""
    return _DENIED.search(signs) is not None


def takes_back(signs: str) -> bool:
    """Whether the words between two statements let only the later count."""
    return _MENDING.search(signs) is not None
