"""How long the parser takes over a guest's message."""

from hotelly.conversation.understanding import understand

from tests.bench.figures import part, seconds, tell
from tests.functions.conversation.phrase import Phrase, read_phrases

ROUNDS = 5
GOAL = 500
"""microseconds a message"""


def measure() -> None:
    part("The parser of guests' messages")
    phrases = list(read_phrases())
    best = min(seconds(lambda: _read(phrases)) for _ in range(ROUNDS))
    tell("a message", f"{best / len(phrases) * 1_000_000:.0f} µs", f"{GOAL} µs")


def _read(phrases: list[Phrase]) -> None:
    for phrase in phrases:
        understand(phrase.text, phrase.today, phrase.known)
