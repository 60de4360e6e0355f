"""Programs are kept running, and stopped for good."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.client.waiting import eventually
from infra.local.stack.processes import Process, Program, StartFailed


def program(port_file: Path, *arguments: str) -> Program:
    return Program("web", "http.server", ["--bind", "127.0.0.1", *arguments], port_file.exists)


def test_a_program_that_ends_before_it_is_ready_fails_with_its_last_words(tmp_path: Path) -> None:
    process = Process(program(tmp_path / "never", "not-a-port"), lambda *_: None)
    process.start()
    with pytest.raises(StartFailed, match="not-a-port"):
        process.wait_ready()
    process.stop()


def test_a_program_that_dies_is_started_again_until_it_is_stopped(tmp_path: Path) -> None:
    said: list[str] = []
    process = Process(program(tmp_path, "0"), lambda _, line: said.append(line))
    process.start()
    process.wait_ready()
    process.kill()
    eventually("its end is told", lambda: "ended with status -9" in said)
    process.stop()
    assert [line for line in said if line.startswith("ended")] == ["ended with status -9"]


def test_a_tethered_program_ends_with_its_supervisor(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, time\n"
            "child = subprocess.Popen([sys.executable, '-m', 'infra.local.stack.tether',"
            " 'http.server', '--bind', '127.0.0.1', '0'], stdin=subprocess.PIPE)\n"
            "print(child.pid, flush=True)\n"
            "time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        supervisor.send_signal(signal.SIGKILL)
    eventually("the child is gone", lambda: is_gone(child))


def is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().split()[2] == "Z"  # nobody has collected it yet
