"""Waiting for what happens somewhere else."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class TookTooLong(Exception):
    """Something that was to happen did not happen in time; the text says what."""


def eventually(what: str, probe: Callable[[], T | None], seconds: float = 30.0) -> T:
    """The first true answer of `probe`; raises TookTooLong, saying `what`, when there is none."""
    deadline = time.monotonic() + seconds
    pause = 0.001
    while not (answer := probe()):
        if time.monotonic() > deadline:
            raise TookTooLong(f"after {seconds:.0f} seconds, not yet: {what}")
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    return answer
