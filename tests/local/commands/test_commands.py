"""The command line, the samples it sends, and the deployment it reads."""

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pydantic
import pytest

from infra.deployment import Deployment, filled, load_deployment
from infra.local.cli import COMMANDS, main
from infra.local.client.log_lines import brief
from infra.local.client.samples import hold_requested, lead
from infra.local.stack import programs
from infra.local.stack.addresses import FREE_PORTS, HOST, BadPort, Ports
from infra.local.stack.state import CHECKOUT, State


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"hotelly {command}" in capsys.readouterr().out


def test_the_command_line_starts_in_no_time() -> None:
    """Slow imports belong to the commands: the list of commands needs none."""
    loaded = "import sys, infra.local.cli; infra.local.cli.main(['--help']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert not {"httpx", "aiohttp", "pydantic", "pg8000"} & set(done.stdout.split())


def test_an_unknown_command_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["destroy"]) == 2
    told = capsys.readouterr().err
    assert "destroy" in told
    assert all(command in told for command in COMMANDS)


def test_without_a_running_stack_a_question_is_refused_and_nothing_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTELLY_STATE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(SystemExit, match="hotelly up"):
        main(["trace", "00000000-0000-0000-0000-000000000001"])
    assert list(tmp_path.iterdir()) == []


def test_a_lock_file_that_a_crash_left_is_no_running_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTELLY_STATE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    folder = State(tmp_path).postgres
    folder.mkdir()
    left = [str(os.getpid()), str(folder), "0", "5432", str(folder), "", "0 0", "ready"]
    (folder / "postmaster.pid").write_text("\n".join(left))
    with pytest.raises(SystemExit, match="hotelly up"):
        main(["trace", "00000000-0000-0000-0000-000000000001"])


def test_a_second_stack_in_the_same_folder_is_refused_before_it_touches_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTELLY_STATE", str(tmp_path))
    with State(tmp_path).claimed():
        assert main(["up", "--free-ports"]) == 1
    assert "HOTELLY_STATE" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in-use"]
    with State(tmp_path).claimed():
        pass


def test_a_database_that_cannot_be_opened_is_told_without_its_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with FREE_PORTS.reserved() as ports:
        nowhere = f"postgresql://owner:s3cret@{HOST}:{ports.functions}/hotelly"
        with pytest.raises(SystemExit) as ended:
            main(["trace", str(UUID(int=1)), "--database-url", nowhere])
    assert "owner@127.0.0.1" in str(ended.value)
    assert "s3cret" not in str(ended.value)


def test_no_secret_stands_on_a_command_line(tmp_path: Path) -> None:
    state, deployment = State(tmp_path), load_deployment()
    secrets = state.secrets(deployment.secrets)
    started = [
        programs.stripe(Ports(), state, secrets),
        programs.whatsapp(Ports(), state, secrets),
        programs.meta(Ports(), state, secrets),
        programs.engine(Ports(), state, deployment, Ports().functions_url),
        programs.gateway(Ports(), state, [], Ports().functions_url),
    ]
    arguments = " ".join(" ".join(program.arguments) for program in started)
    assert not [name for name, secret in secrets.items() if secret in arguments]


def test_a_sample_is_changed_by_paths() -> None:
    changed = hold_requested().changed(["payload.adults=3", "payload.guest.name=7", "lead_id=x"])
    assert changed.body["payload"]["adults"] == 3
    assert changed.body["payload"]["guest"]["name"] == "7"  # it replaced a text
    assert changed.body["lead_id"] == "x"
    assert "lead_id" not in hold_requested().body


def test_a_change_without_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="PATH=VALUE"):
        lead().changed(["phone"])


def test_ports_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTELLY_STRIPE_PORT", "1234")
    assert Ports(whatsapp=5).changed_by_environment() == Ports(whatsapp=5, stripe=1234)
    monkeypatch.setenv("HOTELLY_STRIPE_PORT", "twelve")
    with pytest.raises(BadPort, match="HOTELLY_STRIPE_PORT"):
        Ports().changed_by_environment()


@pytest.mark.parametrize("command", [["trigger", "lead"], ["schedule", "list"], ["gcloud-env"]])
def test_a_command_finds_the_stack_where_it_was_started(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HOTELLY_STATE", str(tmp_path))
    reserved = FREE_PORTS.reserved()
    refused = pytest.raises(SystemExit) if command != ["gcloud-env"] else nullcontext()
    with reserved as ports, refused as ended:
        State(tmp_path).keep_ports(ports)
        main(command)
    told = capsys.readouterr().out if ended is None else str(ended.value)
    asked = {"trigger": ports.functions, "schedule": ports.scheduler, "gcloud-env": ports.workflows}
    assert f"127.0.0.1:{asked[command[0]]}" in told


def test_free_ports_are_all_different() -> None:
    with FREE_PORTS.reserved() as ports, ports.reserved() as same:
        assert same == ports
    assert 0 not in vars(ports).values()
    assert len(set(vars(ports).values())) == len(vars(ports))


@pytest.mark.skipif(sys.platform != "linux", reason="ports are held on Linux only")
def test_a_reserved_port_is_for_its_program_and_for_nobody_else() -> None:
    with FREE_PORTS.reserved() as ports, socket.socket() as stranger:
        for _ in ("it starts", "and is started again"):
            socket.create_server((HOST, ports.stripe)).close()
            with pytest.raises(OSError, match="in use"):
                stranger.bind((HOST, ports.stripe))


def test_a_port_that_is_in_use_is_told_with_its_variable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = pytest.raises(BadPort, match=f"port {port} is in use; .* HOTELLY_STRIPE_PORT")
        with told, replace(FREE_PORTS, stripe=port).reserved():
            raise AssertionError


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    state = State(tmp_path)
    first = state.secrets(["STRIPE_API_KEY", "EVENTS_SECRET"])
    assert first["STRIPE_API_KEY"].startswith("sk_test_")
    assert State(tmp_path).secrets(["EVENTS_SECRET", "STRIPE_API_KEY"]) == first
    assert (state.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_the_deployment_lists_the_functions_that_exist() -> None:
    exported = (CHECKOUT / "functions/main.py").read_text()
    for function in load_deployment().functions.values():
        assert f'"{function.entry_point}"' in exported
    sources = {each.source for each in load_deployment().workflows.values()}
    assert sources == {f"workflows/{path.name}" for path in (CHECKOUT / "workflows").iterdir()}


def test_a_schedule_of_an_unknown_workflow_is_refused() -> None:
    schedules = {"nightly": {"workflow": "no-such", "cron": "0 2 * * *"}}
    deployment = load_deployment().model_dump() | {"schedules": schedules}
    with pytest.raises(pydantic.ValidationError, match="no workflow is named no-such"):
        Deployment.model_validate(deployment)


def test_a_place_that_does_not_know_a_name_is_told_which() -> None:
    assert filled({"A": "${URL}/x"}, {"URL": "http://h"}) == {"A": "http://h/x"}
    with pytest.raises(ValueError, match="URL"):
        filled({"A": "${URL}"}, {})


def test_the_readme_names_every_command_and_every_make_target() -> None:
    readme = (CHECKOUT / "README.md").read_text()
    targets = re.findall(r"^(\w+):.*##", (CHECKOUT / "Makefile").read_text(), re.MULTILINE)
    assert targets
    missing = [f"make {each}" for each in targets if f"make {each}" not in readme]
    missing += [f"hotelly {each}" for each in COMMANDS if f"hotelly {each}" not in readme]
    assert missing == []


@pytest.mark.parametrize("readme", ["README.md", "infra/local/README.md"])
def test_every_link_of_a_readme_leads_somewhere(readme: str) -> None:
    path = CHECKOUT / readme
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text())
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_a_log_line_is_short_and_told_once() -> None:
    line = '{"service_name": "expire", "severity": "ERROR", "message": "broke", "status": 500}'
    assert brief(line) == f"{'expire':<18}ERROR broke  500"
    assert brief('{"logName": "projects/p/logs/run.googleapis.com%2Fstdout"}') is None
    assert brief("plain text") == "plain text"


def test_a_log_line_tells_what_was_decided_with_its_whole_id_and_is_never_blank() -> None:
    journey = "0b6f6c0e-7c1f-4a59-9d5a-0d5b0a3a9a11"
    line: dict[str, Any] = {
        "service_name": "create-hold",
        "severity": "INFO",
        "message": "create-hold: sold_out",
    }
    line |= {"outcome": "sold_out", "status": 200, "duration_ms": 3, "correlation_id": journey}
    assert brief(json.dumps(line)) == f"create-hold: sold_out  200 3 ms {journey}"
    of_a_workflow = {"logName": "projects/p/logs/workflows", "severity": "INFO"}
    told_by_the_function = {"step": "create-hold", "message": "create-hold, sold_out"}
    assert brief(json.dumps(of_a_workflow | {"jsonPayload": told_by_the_function})) is None
    failing = of_a_workflow | {"severity": "ERROR", "jsonPayload": told_by_the_function}
    assert "ERROR create-hold, sold_out" in str(brief(json.dumps(failing)))
    for blank in ("", "  ", "{}", '{"severity": "INFO"}', json.dumps(of_a_workflow)):
        assert brief(blank) is None
