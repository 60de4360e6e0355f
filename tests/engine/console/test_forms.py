"""Starting, repeating and cancelling executions by the console's forms."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.engine.api.engine_server import LOCATION, WAITING, Server
from tests.engine.console.visitor import Form, Visitor


def executions(server: Server, workflow: str) -> list[str]:
    _, answer = server.call("GET", f"v1/{workflow}/executions")
    return [one["name"] for one in answer.get("executions", [])]


@pytest.mark.parametrize("place", ["first page", "page of the workflow"])
def test_a_workflow_is_run_with_an_argument_and_its_execution_opened(
    server: Server, visitor: Visitor, place: str
) -> None:
    workflow = server.deploy()
    start = visitor.get("/" if place == "first page" else f"/{workflow}")
    page = visitor.send(start.form("/run"), workflow=workflow, argument='{"n":\r\n 7}')
    (name,) = executions(server, workflow)
    assert (page.status, page.path) == (200, f"/{name}")
    assert server.finished(name)["result"] == '{"n":7}'


def test_without_an_argument_it_is_null(server: Server, visitor: Visitor) -> None:
    workflow = server.deploy()
    visitor.send(Form("/run"), workflow=workflow, argument="  ")
    assert server.finished(executions(server, workflow)[0])["argument"] == "null"


def test_variables_and_calls_are_recorded_when_asked_for(server: Server, visitor: Visitor) -> None:
    workflow = server.deploy()
    visitor.send(Form("/run"), workflow=workflow, argument="1", detailed="on")
    execution = server.finished(executions(server, workflow)[0])
    assert execution["executionHistoryLevel"] == "EXECUTION_HISTORY_DETAILED"
    assert execution["callLogLevel"] == "LOG_ALL_CALLS"


def test_bad_json_gives_the_form_again_with_what_was_typed(
    server: Server, visitor: Visitor
) -> None:
    workflow = server.deploy()
    typed = '{"n": <script>alert(1)</script>'
    page = visitor.send(Form("/run"), workflow=workflow, argument=typed, rerun_of="abc")
    assert page.status == 400
    assert "not valid JSON: Expecting value at line 1, column 7" in page.text
    assert page.form("/run").fields["argument"] == typed
    assert page.form("/run").fields["rerun_of"] == "abc"
    assert page.tags.count("script") == 1
    assert executions(server, workflow) == []
    repaired = visitor.send(page.form("/run"), workflow=workflow, argument="{}")
    assert "/executions/" in repaired.path


@pytest.mark.parametrize("workflow", ["", "x", f"{LOCATION}/workflows/nothing"])
def test_an_unknown_workflow_is_not_run(visitor: Visitor, workflow: str) -> None:
    page = visitor.send(Form("/run"), workflow=workflow, argument='{"kept": 1}')
    assert page.status == 404
    assert page.form("/run").fields["argument"] == '{"kept": 1}'


def test_bytes_that_are_no_text_are_refused_politely(server: Server, visitor: Visitor) -> None:
    workflow = server.deploy()
    page = visitor.send(Form("/run"), workflow=workflow, argument="\ufffd\x00")
    assert page.status == 400
    assert executions(server, workflow) == []


def test_run_again_repeats_the_input_and_opens_the_new_execution(
    server: Server, visitor: Visitor
) -> None:
    workflow = server.deploy()
    first = server.start(workflow, {"guest": "Ana & Zé"})
    server.finished(first)
    again = visitor.get(f"/{first}").forms[0]
    page = visitor.send(again)
    second = server.finished(executions(server, workflow)[0])
    assert page.path == f"/{second['name']}" != f"/{first}"
    assert json.loads(second["argument"]) == {"guest": "Ana & Zé"}
    assert second["labels"] == {"rerun_of": first.rpartition("/")[2]}
    assert "Repeats" in page.text
    assert f"/{first}" in page.links


def test_run_again_takes_an_edited_input(server: Server, visitor: Visitor) -> None:
    workflow = server.deploy()
    first = server.start(workflow, {"n": 1})
    form = visitor.get(f"/{first}").form("/run")
    assert form.fields["argument"] == '{"n": 1}'
    visitor.send(form, argument='{"n": 2}')
    assert server.finished(executions(server, workflow)[0])["result"] == '{"n":2}'


def test_cancel_is_offered_while_active_and_cancels(server: Server, visitor: Visitor) -> None:
    name = server.start(server.deploy(WAITING))
    cancel = visitor.get(f"/{name}").form(f"/{name}:cancel")
    page = visitor.send(cancel)
    assert page.path == f"/{name}"
    assert "Cancelled" in page.text
    assert server.until(name, "CANCELLED")
    assert f"/{name}:cancel" not in [form.action for form in page.forms]
    late = visitor.send(cancel)
    assert (late.status, "has already ended" in late.text) == (400, True)


def test_cancelling_what_does_not_exist_is_not_found(visitor: Visitor) -> None:
    assert visitor.send(Form(f"/{LOCATION}/workflows/x/executions/y:cancel")).status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": ""},
    ],
)
def test_a_form_of_another_site_does_nothing(server: Server, headers: dict[str, str]) -> None:
    workflow = server.deploy(WAITING)
    name = server.start(workflow)
    run = httpx.post(f"{server.url}/run", data={"workflow": workflow}, headers=headers)
    cancel = httpx.post(f"{server.url}/{name}:cancel", headers=headers)
    assert (run.status_code, cancel.status_code) == (403, 403)
    assert "Pages of other sites" in run.text
    assert executions(server, workflow) == [name]
    assert server.until(name, "ACTIVE")


@pytest.mark.parametrize("header", ["Origin", "Sec-Fetch-Site"])
def test_the_consoles_own_forms_are_taken(server: Server, visitor: Visitor, header: str) -> None:
    workflow = server.deploy()
    value = server.url if header == "Origin" else "same-origin"
    visitor.send(Form("/run", {"workflow": workflow}), {header: value})
    assert len(executions(server, workflow)) == 1
