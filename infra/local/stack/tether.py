"""Ties the life of a process to another: when the holder of a pipe's other end is gone, so is it.

A parent that is killed cannot stop its children. Each child therefore reads a pipe that only the
parent holds open for writing; the kernel closes it with the parent, however that died.

`python -m infra.local.stack.tether MODULE [ARGUMENT…]` runs a module tied to its own standard
input.
"""

import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable


def when_closed(descriptor: int, act: Callable[[], None]) -> None:
    """Call `act`, from a thread of its own, when the other end of the pipe `descriptor` is gone."""
    watch = threading.Thread(target=_watch, args=(descriptor, act), name="tether", daemon=True)
    # A thread inherits the mask: signals are for the main thread, which may wait for them.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    watch.start()
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _watch(descriptor: int, act: Callable[[], None]) -> None:
    while os.read(descriptor, 1):
        pass
    act()


def main() -> None:
    when_closed(sys.stdin.fileno(), lambda: os.kill(os.getpid(), signal.SIGTERM))
    module, sys.argv = sys.argv[1], sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
