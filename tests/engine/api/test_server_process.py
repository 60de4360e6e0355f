"""`hotelly engine` as a process: sources from a folder, the line it prints, its end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infra.engine.server import main
from infra.engine.world.tokens import SigningKey
from infra.local.client.waiting import eventually
from tests.engine.api.engine_server import ECHO, FAILING, WAITING, Server, engine_process

OPTIONS = ("--project", "hot", "--location", "here")
WORKFLOW = "projects/hot/locations/here/workflows/greet"


def test_saved_sources_are_deployed_and_mistakes_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "greet.workflows.yaml"
    source.write_text('main:\n  steps:\n    - a:\n        return: ${sys.get_env("NAME")}\n')
    options = (*OPTIONS, "--quiet", "--source", str(tmp_path), "--env", "NAME=Ana")
    with engine_process(*options) as (_, server):
        assert server.finished(server.start(WORKFLOW))["result"] == '"Ana"'
        source.write_text(FAILING)
        _wait_for_revision(server, "000002")
        source.write_text("main: nothing\n")
        (tmp_path / "new.workflows.yaml").write_text(ECHO)
        _wait_for_workflow(server, "projects/hot/locations/here/workflows/new")
        assert server.call("GET", f"v1/{WORKFLOW}")[1]["revisionId"].startswith("000002")
    told = capfd.readouterr().err
    assert "not deployed: greet.workflows.yaml: failed to build" in told
    assert "deployed greet.workflows.yaml as revision 000002" in told


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json"])
def test_a_removed_source_is_undeployed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], suffix: str
) -> None:
    source = tmp_path / f"greet.workflows.{suffix}"
    source.write_text('[{"a": {"return": "hello"}}]')
    (tmp_path / "greet.workflows.txt").write_text("no source")
    with engine_process(*OPTIONS, "--quiet", "--source", str(tmp_path)) as (_, server):
        assert server.finished(server.start(WORKFLOW))["result"] == '"hello"'
        if suffix == "yml":
            (tmp_path / "greet.workflows.json").write_text("[]")
            eventually("the other is refused", lambda: "is that of" in capfd.readouterr().err)
            (tmp_path / "greet.workflows.json").unlink()
        source.unlink()
        eventually("it is gone", lambda: server.call("GET", f"v1/{WORKFLOW}")[0] == 404)
        source.write_text('[{"a": {"return": "again"}}]')
        _wait_for_workflow(server, WORKFLOW)


def test_a_stubbed_connector_of_any_name_deploys_and_a_mistyped_one_does_not(
    tmp_path: Path,
) -> None:
    stubs = tmp_path / "stubs.yaml"
    stubs.write_text("googleapis.ours.v1.rooms.count: {answer: 7}\n")
    with engine_process("--quiet", "--connectors", str(stubs)) as (_, server):
        call = "- a: {call: googleapis.ours.v1.rooms.count, result: r}\n"
        flow = server.deploy(call + "- b: {return: '${r}'}")
        assert server.finished(server.start(flow))["result"] == "7"
        typo = "- a: {call: googleapis.pubsub.v1.projects.topic.publish}"
        path = "v1/projects/p/locations/l/workflows?workflowId=typo"
        status, answer = server.call("POST", path, {"sourceContents": typo})
    meant = "did you mean 'googleapis.pubsub.v1.projects.topics.publish'"
    assert (status, meant in answer["error"]["message"]) == (400, True)


SECRETS = """
- read:
    assign:
      - named: ${googleapis.secretmanager.v1.projects.secrets.versions.accessString("db-password")}
- other:
    try:
      return: ${googleapis.secretmanager.v1.projects.secrets.versions.accessString("other-secret")}
    except:
      as: e
      steps: [{give: {return: '${named + " " + string(e.code)}'}}]
"""


def test_workflows_get_the_secrets_that_were_named_and_no_other_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DB_PASSWORD", "let-me-in")
    monkeypatch.setenv("OTHER_SECRET", "not named")
    with engine_process("--quiet", "--secret", "db-password") as (_, server):
        assert server.finished(server.start(server.deploy(SECRETS)))["result"] == '"let-me-in 404"'


def test_a_secret_that_nobody_set_is_told_at_start(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--secret", "never-set"])
    assert "NEVER_SET" in capsys.readouterr().err


def test_a_name_that_was_allowed_is_answered() -> None:
    with engine_process("--quiet", "--allow-host", "engine.internal") as (_, server):
        assert server.call("GET", f"v1/{WORKFLOW}", Host="engine.internal:80")[0] == 404
        assert server.call("GET", f"v1/{WORKFLOW}", Host="other.internal")[0] == 403


def _wait_for_revision(server: Server, number: str) -> None:
    eventually(
        f"revision {number} is deployed",
        lambda: server.call("GET", f"v1/{WORKFLOW}")[1]["revisionId"].startswith(number),
    )


def _wait_for_workflow(server: Server, name: str) -> None:
    eventually(f"{name} is deployed", lambda: server.call("GET", f"v1/{name}")[0] == 200)


def test_log_entries_are_lines_of_json_on_stdout_and_sigterm_ends_cleanly(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with engine_process() as (process, server):
        execution = server.start(server.deploy(WAITING))
        server.until(execution, "ACTIVE")
        process.terminate()
        lines, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    entries = [json.loads(line) for line in lines.splitlines()]
    assert [one["jsonPayload"]["state"] for one in entries] == ["ACTIVE", "CANCELLED"]
    assert capfd.readouterr().err == ""


def test_the_keys_that_verify_tokens_are_served(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    with engine_process("--signing-key", str(path)) as (_, server):
        _, certs = server.call("GET", "oauth2/v1/certs")
        _, keys = server.call("GET", "oauth2/v3/certs")
    key = SigningKey.load_or_create(path)
    assert (certs, keys) == (key.public_certs(), key.jwks())


@pytest.mark.parametrize("option", ["--port", "--grpc-port"])
def test_a_port_that_is_taken_is_told_in_one_line(server: Server, option: str) -> None:
    taken = {"--port": server.url, "--grpc-port": server.grpc_address}[option].rsplit(":", 1)[1]
    ports = {"--port": "0", "--grpc-port": "0", option: taken}
    arguments = [word for pair in ports.items() for word in pair]
    command = [sys.executable, "-m", "infra.engine.server", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("hotelly engine: ")
    assert done.stderr.count("\n") == 1
