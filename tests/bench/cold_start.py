"""What a function loads before its first request, beside a function of the framework alone."""

import os
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure, Figures, at_most, ratio

ROUNDS = 7
FUNCTIONS = Path(__file__).parents[2] / "functions/main.py"
BARE = Path(__file__).with_name("bare_function.py")
LOAD = "import functions_framework as f, sys; f.create_app(sys.argv[1], sys.argv[2])"
MEASURED = ("create_hold", "convert", "send_message", "receive_webhook")


def measure() -> Figures:
    for entry_point in MEASURED:
        pairs = [
            (_processor_seconds(entry_point, FUNCTIONS), _processor_seconds("bare", BARE))
            for _ in range(ROUNDS)
        ]
        ours, bare = zip(*pairs, strict=True)
        remark = f"{sorted(ours)[ROUNDS // 2] * 1000:.0f} ms of a processor"
        what = f"cold import of {entry_point.replace('_', '-')}, beside a bare function"
        yield Figure(what, ratio(ours, bare), "times", at_most(1.5), remark)


def _processor_seconds(entry_point: str, source: Path) -> float:
    process = subprocess.Popen([sys.executable, "-c", LOAD, entry_point, str(source)])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime
