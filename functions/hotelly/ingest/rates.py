"""How often anybody may ask: token buckets, each instance for itself.

An instance of receive-webhook has buckets of its own, in memory: with N instances somebody may get
N times as far, and a new one knows nothing. They bound what a burst costs; what one guest may hold
is bounded in SQL, where all instances meet (hold_limit).
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from hotelly import log
from hotelly.errors import TooMany

SENDERS_KEPT: Final = 10_000
"""the longest unseen are forgotten"""


class Rate:
    """At most `burst` at once, and `per_second` in the long run, of each key."""

    def __init__(
        self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> bool:
        """Whether one more is within the rate; then it is counted."""
        return self._left(key, taken=1) >= 0

    def seconds_until_next(self, key: str) -> float:
        """0 when one more is within the rate; nothing is counted."""
        missing = 1 - self._left(key, taken=0)
        return max(0.0, missing / self._per_second)

    def forget(self) -> None:
        with self._lock:
            self._buckets.clear()

    def _left(self, key: str, taken: int) -> float:
        """Tokens left after `taken`, or less than 0, and none taken, when there are not enough."""
        now = self._clock()
        with self._lock:
            tokens, since = self._buckets.pop(key, (self._burst, now))
            tokens = min(self._burst, tokens + (now - since) * self._per_second)
            left = tokens - taken
            self._buckets[key] = (left if left >= 0 else tokens, now)
            if len(self._buckets) > SENDERS_KEPT:
                self._buckets.popitem(last=False)
            return left


REQUESTS: Final = Rate(burst=3000, per_second=100)
"""of one address, on one route"""
WRONG_SECRETS: Final = Rate(burst=10, per_second=0.1)
"""of one address, on one route; then even the right one is not looked at for a while"""
MESSAGES: Final = Rate(burst=20, per_second=0.5)
"""of one guest; what is more is kept, and left to the sweep"""


def admit(route: str, address: str) -> None:
    """Raises TooMany before anything of the request is read."""
    key = f"{route} {address}"
    if (wait := WRONG_SECRETS.seconds_until_next(key)) > 0:
        raise TooMany("too_many_wrong_secrets", wait)
    if not REQUESTS.take(key):
        raise TooMany("too_many_requests", REQUESTS.seconds_until_next(key))


def note_wrong_secret(route: str, address: str) -> None:
    """The last one of a burst is an ERROR, for an alert to wait for."""
    key = f"{route} {address}"
    WRONG_SECRETS.take(key)
    if WRONG_SECRETS.seconds_until_next(key) > 0:
        log.write("ERROR", "many wrong secrets", code="too_many_wrong_secrets")
