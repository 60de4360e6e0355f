"""What programs use of the machine, read from /proc (Linux alone)."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USED = 1, slice(11, 15)
"""fields of /proc/PID/stat after the name: the parent; time of its own and of ended children"""


def family(*roots: int) -> list[int]:
    """The processes below `roots`, without them."""
    children = defaultdict(list)
    for pid in (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()):
        if fields := _stat(pid):
            children[int(fields[PARENT])].append(pid)
    found, waiting = [], list(roots)
    while waiting:
        below = children[waiting.pop()]
        found += below
        waiting += below
    return found


def processor_seconds(pids: Iterable[int]) -> float:
    return sum(int(ticks) for pid in pids for ticks in _stat(pid)[USED]) / TICKS


def megabytes(pids: Iterable[int]) -> float:
    """What the processes keep in memory; a page that several share counts once, in parts."""
    return sum(_proportional_kilobytes(pid) for pid in pids) / 1024


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # ended meanwhile
        return []


def _proportional_kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
