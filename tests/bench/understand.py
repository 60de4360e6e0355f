"""How long the parser takes over a guest's message."""

from hotelly.conversation.understanding import understand

from tests.bench.figures import Figure, Figures, at_most, seconds
from tests.functions.conversation.phrase import Phrase, read_phrases

ROUNDS = 5


def measure() -> Figures:
    phrases = list(read_phrases())
    best = min(seconds(lambda: _read(phrases)) for _ in range(ROUNDS))
    yield Figure("a guest's message understood", best / len(phrases) * 1e6, "µs", at_most(500))


def _read(phrases: list[Phrase]) -> None:
    for phrase in phrases:
        understand(phrase.text, phrase.today, phrase.known)
