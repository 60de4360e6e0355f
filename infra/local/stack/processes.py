"""Programs that are supervised: started, probed until ready, started again when they die, stopped.

A program runs tied to this process (see `tether.py`), so that even a supervisor that is killed
leaves nothing running.
"""

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

START_TIMEOUT = 60.0
"""seconds a program has to become ready"""
STOP_TIMEOUT = 10.0
"""seconds it has to finish after SIGTERM"""
PAUSE = 0.3
"""seconds before a program that died is started again"""

Sink = Callable[[str, str], None]
"""takes a program's name and a line it printed; called from a thread of each program, at once"""


class StartFailed(Exception):
    """A program ended, or was not ready in time; the text tells its last words."""


@dataclass(frozen=True)
class Program:
    """What to run: a Python module with arguments, and how to see that it serves."""

    name: str
    module: str
    arguments: Sequence[str]
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    """variables besides PATH, HOME and the like"""

    def start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "infra.local.stack.tether", self.module, *self.arguments]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**_plain_environment(), **self.environment},
            start_new_session=True,  # Ctrl-C is for the supervisor, which then stops its programs
            text=True,
            errors="replace",
        )


class Process:
    """A program kept running from `start` until `stop`."""

    def __init__(self, program: Program, sink: Sink) -> None:
        self.program = program
        self._sink = sink
        self._child: subprocess.Popen[str] | None = None
        self._keeper: threading.Thread | None = None
        self._starting = threading.Lock()
        self._ended = threading.Event()
        """set when it shall not be started again"""
        self._was_ready = False
        self._last_words: deque[str] = deque(maxlen=20)

    @property
    def name(self) -> str:
        return self.program.name

    def start(self) -> None:
        self._ended.clear()
        self._was_ready = False
        self._child = self.program.start()
        self._keeper = threading.Thread(target=self._keep, args=(self._child,), daemon=True)
        self._keeper.start()

    def wait_ready(self) -> None:
        """Returns when the program's probe succeeds; raises StartFailed if it ends or is late."""
        deadline = time.monotonic() + START_TIMEOUT
        while not self.program.ready():
            if self._ended.is_set():
                raise StartFailed(f"{self.name} did not start:\n" + "\n".join(self._last_words))
            if time.monotonic() > deadline:
                raise StartFailed(f"{self.name} was not ready after {START_TIMEOUT:.0f} s")
            time.sleep(0.05)
        self._was_ready = True

    def kill(self) -> None:
        """SIGKILL, as a crash would end it; it is started again."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def stop(self) -> None:
        """SIGTERM, then SIGKILL for what does not end; returns when it is gone."""
        with self._starting:
            self._ended.set()
        if self._child is None or self._keeper is None:
            return
        self._child.terminate()
        self._keeper.join(STOP_TIMEOUT)
        self._child.kill()
        self._keeper.join()

    def _keep(self, child: subprocess.Popen[str]) -> None:
        while True:
            status = self._listen(child)
            if self._ended.is_set():
                return
            self._sink(self.name, f"ended with status {status}")
            if not self._was_ready:
                self._ended.set()  # it cannot even start: trying again would only make noise
            self._ended.wait(PAUSE)
            with self._starting:
                if self._ended.is_set():
                    return
                child = self._child = self.program.start()

    def _listen(self, child: subprocess.Popen[str]) -> int:
        """Pass on what `child` prints until it ends; its exit status."""
        assert child.stdout is not None
        with child:
            for line in child.stdout:
                self._last_words.append(line.rstrip("\n"))
                self._sink(self.name, line.rstrip("\n"))
        return child.returncode


def _plain_environment() -> dict[str, str]:
    """This process's variables that concern the machine and not the application."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONPATH", "PYTHONWARNINGS")
    return {name: os.environ[name] for name in kept if name in os.environ}
