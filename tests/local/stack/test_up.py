"""`hotelly up` as a person at a terminal meets it."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from infra.local.commands.up import main
from infra.local.stack.postgres import EmbeddedPostgres, connect, create_database
from infra.local.stack.stack import DATABASE
from infra.local.stack.state import CHECKOUT, State
from infra.migrate import migrate


@pytest.fixture
def state() -> Iterator[State]:
    """An empty one with a short path: in a long one a socket would have to live elsewhere."""
    with tempfile.TemporaryDirectory(prefix="hotelly-") as folder:
        yield State(Path(folder))


def _until(lines: IO[str], last: str) -> str:
    line = lines.readline()
    return "" if line.startswith(last) else line


def test_it_tells_its_addresses_and_ends_cleanly_by_ctrl_c(state: State) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "infra.local.cli", "up", "--free-ports"],
        env={**os.environ, "HOTELLY_STATE": str(state.folder)},
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as up:
        assert up.stdout
        told = "".join(iter(partial(_until, up.stdout, "  Ctrl-C stops everything"), ""))
        ports = json.loads((state.folder / "ports.json").read_text())
        assert [
            name for name, port in ports.items() if f"http://127.0.0.1:{port}" not in told
        ] == []
        secrets = json.loads((state.folder / "secrets.json").read_text())
        assert [name for name, secret in secrets.items() if secret in told] == []
        up.send_signal(signal.SIGINT)
        rest = up.stdout.read()
        assert up.wait(60) == 0
    assert "Stopping." in rest.splitlines()
    assert "Traceback" not in told + rest
    assert not EmbeddedPostgres(state.postgres).listens()


def test_a_database_of_another_version_is_told_with_a_way_out(
    state: State, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        EmbeddedPostgres(state.postgres, durable=False) as server,
        closing(connect(create_database(server.url(), DATABASE))) as connection,
    ):
        migrate(connection)
        connection.cursor().execute("update schema_migrations set checksum = 'of before'")
        connection.commit()
    monkeypatch.setenv("HOTELLY_STATE", str(state.folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["--free-ports"]) == 1
    assert "hotelly up --fresh" in capsys.readouterr().err


def test_starting_from_nothing_forgets_what_happened_and_keeps_secrets(state: State) -> None:
    secrets = state.secrets(["STRIPE_API_KEY"])
    for kept in (state.postgres / "PG_VERSION", state.engine / "a", state.standin("stripe")):
        kept.parent.mkdir(parents=True)
        kept.write_text("old")
    state.forget()
    assert [path.name for path in state.folder.rglob("*") if path.is_file()] == ["secrets.json"]
    assert state.secrets(["STRIPE_API_KEY"]) == secrets
