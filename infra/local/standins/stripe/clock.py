"""The stand-in's own clock: real time plus whatever it was advanced by."""

import time
from collections.abc import Iterator


class Clock:
    """Whole seconds since 1970, as all of Stripe's times."""

    def __init__(self) -> None:
        self._ahead = 0
        self._changed = False

    def now(self) -> int:
        return int(time.time()) + self._ahead

    def advance(self, seconds: int) -> None:
        self._ahead += seconds
        self._changed = True

    def changes(self) -> Iterator[int]:
        """By how much it is ahead now, if that has changed since the last time."""
        if self._changed:
            yield self._ahead
        self._changed = False
