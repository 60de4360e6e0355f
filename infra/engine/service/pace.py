"""How many executions begin between two turns of the event loop: a thousand at once must not keep
everybody else waiting until the last of them has made its first step.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from infra.engine.service.execution import Execution

AT_ONCE = 40
"""in one turn; a short execution takes a tenth of a millisecond"""


class Pace:
    def __init__(self, launch: Callable[[Execution], None]) -> None:
        self._launch = launch
        self._waiting: deque[Execution] = deque()
        self._launched = 0
        """in this turn"""

    def begin(self, execution: Execution) -> None:
        """Launch `execution` now or, after many others, in one of the next turns."""
        if self._launched == 0:
            asyncio.get_running_loop().call_soon(self._next_turn)
        if self._launched < AT_ONCE:
            self._launched += 1
            self._launch(execution)
        else:
            self._waiting.append(execution)

    def _next_turn(self) -> None:
        self._launched = 0
        for _ in range(min(AT_ONCE, len(self._waiting))):
            self.begin(self._waiting.popleft())
