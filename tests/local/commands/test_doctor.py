"""`hotelly doctor` of the local stack and its database: each fault, with the runbook's section."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from infra.deployment import load_deployment
from infra.local.commands.doctor import SECTIONS, main
from infra.local.stack.addresses import FREE_PORTS, Ports
from infra.local.stack.state import CHECKOUT, State

FAILED_EVENT = """
insert into events (id, event_type, source, payload, correlation_id, status, error, attempts,
  finished_at)
values ('e1', 'ping', 'manual', '{}', gen_random_uuid(), 'failed', 'it_broke', 3, now())"""


@contextmanager
def parts(**states: str) -> Iterator[Ports]:
    """A stack all of whose parts answer, with its jobs ENABLED but for `states`."""
    names = load_deployment().schedules
    jobs = [{"name": f"x/jobs/{name}", "state": states.get(name, "ENABLED")} for name in names]
    content = json.dumps({"jobs": jobs}).encode()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.02,)).start()
    yield Ports(**dict.fromkeys(vars(Ports()), server.server_port))
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """What the command prints of the stack at `ports`, and its status."""
    monkeypatch.setenv("HOTELLY_STATE", str(tmp_path))

    def run(ports: Ports, *arguments: str) -> tuple[int, str]:
        State(tmp_path).keep_ports(ports)
        status = main(list(arguments))
        return status, capsys.readouterr().out

    return run


def test_all_is_well(told: Any, database: str) -> None:
    with parts() as ports:
        assert told(ports, "--database-url", database) == (0, "all is well\n")


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("functions", r"^runbook  4: functions: no answer at http://\S+: `hotelly up`$"),
        ("workflows", r"^runbook  4: engine: no answer"),
        ("stripe", r"^runbook  4: Stripe: no answer"),
        ("whatsapp", r"^runbook  4: WhatsApp: no answer"),
        ("meta", r"^runbook  4: Meta: no answer"),
        ("scheduler", r"^runbook  7: scheduler: no answer"),
    ],
)
def test_a_part_that_does_not_answer_is_named(
    told: Any, database: str, part: str, sentence: str
) -> None:
    with parts() as ports, FREE_PORTS.reserved() as free:
        silent = replace(ports, **{part: getattr(free, part)})
        status, text = told(silent, "--database-url", database)
    assert status == 1
    assert re.search(sentence, text, re.MULTILINE), text
    assert text.count("\n") == 1


def test_a_paused_job_is_named(told: Any, database: str) -> None:
    with parts(reconcile="PAUSED") as ports:
        status, text = told(ports, "--database-url", database)
    assert (status, text) == (1, "runbook  7: the job reconcile is PAUSED\n")


def test_a_database_that_does_not_run_or_answer_is_named(told: Any) -> None:
    with parts() as ports, FREE_PORTS.reserved() as free:
        assert "runbook 10: the database does not run: `hotelly up`" in told(ports)[1]
        url = f"postgresql://nobody@127.0.0.1:{free.stripe}/nothing"
        assert "runbook 10: the database does not answer" in told(ports, "--database-url", url)[1]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            "delete from schema_migrations where name = (select max(name) from schema_migrations)",
            "runbook 11: 1 migrations were not applied: `hotelly migrate --dry-run`\n",
        ),
        (
            FAILED_EVENT,
            "runbook  9: WARNING events_failing: 1\n",
        ),
    ],
)
def test_what_the_database_knows_is_told(
    told: Any, database: str, connection: Any, spoil: str, sentence: str
) -> None:
    connection.cursor().execute(spoil)
    with parts() as ports:
        status, text = told(ports, "--database-url", database)
    assert status == 1
    assert sentence in text


def test_every_finding_has_its_section() -> None:
    text = (CHECKOUT / "sql/functions/operations/diagnose.sql").read_text()
    checks = set(re.findall(r"^ +select '(\w+)'", text, re.MULTILINE))
    checks |= set(re.findall(r"then '(events\w+)' else '(events\w+)'", text)[0])
    assert checks == SECTIONS.keys()
