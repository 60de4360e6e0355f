"""Words that take back what was said: `digo`, `aliás`, `na verdade`, `não, dia 11`."""

from typing import Final

from hotelly.conversation.understanding.grammar import pattern

MENDING: Final = "(digo|alias|ops|verdade|corrigir|errar|melhor|nao comma|dizer)"
_MENDING: Final = pattern(MENDING)


def takes_back(signs: str) -> bool:
    """Whether the words between two statements let only the later count."""
    return _MENDING.search(signs) is not None
