"""A killed engine that starts again with the same --state knows what it knew."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from infra.engine.keeping.kept_state import SECONDS
from infra.local.client.waiting import eventually
from tests.engine.api.engine_server import ECHO, FAILING, WAITING, Server, engine_process

CALLBACK = """
- make: {call: events.create_callback_endpoint, args: {http_callback_method: POST}, result: end}
- tell: {call: sys.log, args: {json: {url: '${end.url}'}}}
- wait: {call: events.await_callback, args: {callback: '${end}'}, result: request}
"""
LONG = """
- count:
    for: {value: n, range: [1, 3000], steps: [{add: {assign: [{m: '${n + 1}'}]}}]}
- wait: {call: sys.sleep, args: {seconds: 3600}}
"""


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    return ["--quiet", "--state", str(tmp_path / "state")]


def known(server: Server, execution: str) -> tuple[Any, Any, Any]:
    """All that the API says of an execution: itself, its steps, its log entries."""
    steps = server.call("GET", f"v1/{execution}/stepEntries")[1]["stepEntries"]
    run = execution.rpartition("/")[2]
    logs = server.log_entries(f'labels."workflows.googleapis.com/execution_id"="{run}"')
    return server.call("GET", f"v1/{execution}")[1], steps, logs


def test_what_has_ended_is_the_same_after_a_kill(options: list[str]) -> None:
    with engine_process(*options) as (process, server):
        flow, broken = server.deploy(ECHO, labels={"a": "b"}), server.deploy(FAILING)
        detailed = {"executionHistoryLevel": "EXECUTION_HISTORY_DETAILED"}
        names = [
            server.start(flow, {"name": "é\u2028"}, labels={"c": "d"}),
            server.start(flow, 7, **detailed),
            server.start(broken, callLogLevel="LOG_ALL_CALLS"),
        ]
        for name in names:
            server.finished(name)
        before = [known(server, name) for name in names]
        workflows = server.call("GET", f"v1/{flow.rpartition('/')[0]}")
        process.kill()
    with engine_process(*options) as (_, server):
        assert [known(server, name) for name in names] == before
        assert server.call("GET", f"v1/{flow.rpartition('/')[0]}") == workflows
        listed = server.call("GET", f"v1/{flow}/executions")[1]["executions"]
        assert [one["name"] for one in listed] == [names[1], names[0]]
        assert server.finished(server.start(flow, 8))["result"] == "8"


def test_what_was_running_has_failed_and_says_why(options: list[str]) -> None:
    with engine_process(*options) as (process, server):
        name = server.start(server.deploy(LONG))
        eventually("it waits", lambda: _current_step(server, name) == "wait")
        time.sleep(4 * SECONDS)
        young = server.start(server.deploy(WAITING))
        process.kill()
    with engine_process(*options) as (_, server):
        for execution in (name, young):
            found = server.call("GET", f"v1/{execution}")[1]
            assert found["state"] == "FAILED"
            assert "the engine stopped" in found["error"]["context"]
            assert json.loads(found["error"]["payload"])["tags"] == ["SystemError"]
            assert found["endTime"]
        steps = server.call("GET", f"v1/{name}/stepEntries?pageSize=1000")[1]
        assert steps["totalSize"] > 3_000
        entries = server.call("GET", f"v1/{name}/stepEntries?filter=step=wait")[1]["stepEntries"]
        assert [one["state"] for one in entries] == ["STATE_FAILED"]
        last = server.log_entries('jsonPayload.state="FAILED"')
        assert len(last) == 2


def _current_step(server: Server, execution: str) -> str:
    steps = server.call("GET", f"v1/{execution}")[1].get("status", {}).get("currentSteps", [])
    return str(steps[-1]["step"]) if steps else ""


def test_a_stop_in_peace_is_told_the_same_way(options: list[str]) -> None:
    with engine_process(*options) as (process, server):
        name = server.start(server.deploy(WAITING))
        server.until(name, "ACTIVE")
        process.terminate()
        process.wait(30)
    with engine_process(*options) as (_, server):
        found = server.call("GET", f"v1/{name}")[1]
        assert (found["state"], "the engine stopped" in found["error"]["context"]) == (
            "FAILED",
            True,
        )


def test_a_callback_of_an_execution_that_was_cut_off_is_gone(options: list[str]) -> None:
    with engine_process(*options) as (process, server):
        name = server.start(server.deploy(CALLBACK))
        eventually("it waits", lambda: _current_step(server, name) == "wait")
        (endpoint,) = server.call("GET", f"v1/{name}/callbacks")[1]["callbacks"]
        process.kill()
    with engine_process(*options) as (_, server):
        path = endpoint["name"].replace("/callback/", "/callbacks/")
        assert server.call("POST", f"v1/{path}", {})[0] == 404


def test_the_same_source_is_the_same_revision_after_a_restart(
    options: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "greet.workflows.yaml"
    source.write_text(ECHO)
    path = "v1/projects/local/locations/us-central1/workflows/greet"
    arguments = [*options, "--source", str(tmp_path)]
    with engine_process(*arguments) as (process, server):
        before = server.call("GET", path)[1]["revisionId"]
        process.kill()
    with engine_process(*arguments) as (process, server):
        assert server.call("GET", path)[1]["revisionId"] == before
        process.kill()
    source.write_text(FAILING)
    with engine_process(*arguments) as (_, server):
        revisions = server.call("GET", f"{path}:listRevisions")[1]["workflows"]
        assert [one["revisionId"][:6] for one in revisions] == ["000002", "000001"]
        assert revisions[1]["revisionId"] == before


def test_what_was_deleted_stays_deleted(options: list[str]) -> None:
    with engine_process(*options) as (process, server):
        flow, other = server.deploy(ECHO), server.deploy(ECHO)
        name, gone = server.start(flow, 1), server.start(other, 2)
        server.finished(name)
        server.finished(gone)
        server.call("POST", f"v1/{name}:deleteExecutionHistory", {})
        server.call("DELETE", f"v1/{other}")
        process.kill()
    with engine_process(*options) as (_, server):
        assert server.call("GET", f"v1/{name}/stepEntries")[1].get("stepEntries", []) == []
        assert server.call("GET", f"v1/{name}")[1]["result"] == "1"
        assert server.call("GET", f"v1/{gone}")[0] == 404
        assert server.call("GET", f"v1/{other}")[0] == 404


def test_a_second_engine_is_refused_the_same_folder(options: list[str]) -> None:
    with engine_process(*options):
        command = [sys.executable, "-m", "infra.engine.server", "--port", "0", "--grpc-port", "0"]
        second = subprocess.run(
            [*command, *options], capture_output=True, text=True, timeout=60, check=False
        )
    assert second.returncode == 1
    assert "used by another engine" in second.stderr
