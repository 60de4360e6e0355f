"""Forks child processes, starts again the ones that die, and takes all of them along at the end."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NoReturn

from infra.local.stack.tether import when_closed

SHORTEST_LIFE = 1.0
"""seconds between two starts of a child that keeps dying"""
GRACE = 5.0
"""seconds a child has to finish its requests after SIGTERM"""

Children = Mapping[str, Callable[[], None]]
"""what each child process runs, by name"""


def run_forever(children: Children) -> None:
    """Keep `children` running until SIGTERM or SIGINT.

    Each child runs in a fork of this process, so what is imported here is imported once. This
    process must have no threads that hold locks.
    """
    Family(children).run()


class Family:
    def __init__(self, children: Children) -> None:
        self._children = children
        self._running: dict[int, str] = {}
        self._started: dict[str, float] = {}
        self._lifeline = os.pipe()

    def run(self) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            for name in self._children:
                self._start(name)
            while True:
                self._start_again(*os.wait())
        except KeyboardInterrupt:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        finally:
            self._stop()

    def _start(self, name: str) -> None:
        self._started[name] = time.monotonic()
        pid = os.fork()
        if pid == 0:
            self._become(name)
        self._running[pid] = name

    def _become(self, name: str) -> NoReturn:
        """The life of a child; it never returns into its parent's code."""
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's; the parent sends SIGTERM
            signal.signal(signal.SIGTERM, _exit)
            os.close(self._lifeline[1])
            when_closed(self._lifeline[0], lambda: os._exit(1))
            self._children[name]()
            status = 0
        except SystemExit:
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _start_again(self, pid: int, status: int) -> None:
        name = self._running.pop(pid, None)
        if name is None:
            return
        code = os.waitstatus_to_exitcode(status)
        print(f"{name} ended with status {code}; starting it again", file=sys.stderr, flush=True)
        time.sleep(max(0.0, self._started[name] + SHORTEST_LIFE - time.monotonic()))
        self._start(name)

    def _stop(self) -> None:
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while self._running and time.monotonic() < deadline:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            self._running.pop(pid, None)
            time.sleep(0 if pid else 0.02)
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._running:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def _exit(*_: object) -> NoReturn:
    sys.exit(0)
