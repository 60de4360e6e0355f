"""The stand-in's own clock: real time plus whatever it was advanced by."""

import time


class Clock:
    """Whole seconds since 1970, as all of Stripe's times."""

    def __init__(self) -> None:
        self._ahead = 0

    def now(self) -> int:
        return int(time.time()) + self._ahead

    def advance(self, seconds: int) -> None:
        self._ahead += seconds
