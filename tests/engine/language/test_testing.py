"""Running workflows in tests, as the tests of a project would."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.engine.stubs import json_response
from infra.engine.testing import Workflows, workflow
from infra.engine.world.context import HttpRequest, HttpResponse

__all__ = ["workflow"]  # pytest finds the fixture here

ROOMS = """
main:
  params: [args]
  steps:
    - ask:
        call: http.get
        args: {url: '${"https://rooms.example/" + args.id}', auth: {type: OIDC}}
        result: answer
    - log: {call: sys.log, args: {text: asked, severity: INFO}}
    - secret:
        call: googleapis.secretmanager.v1.projects.secrets.versions.accessString
        args: {secret_id: key}
        result: key
    - done: {return: '${key + answer.body.free}'}
"""


def rooms(request: HttpRequest) -> HttpResponse:
    return json_response({"free": 2}) if request.url.endswith("/7") else json_response({}, 404)


def test_a_file_runs_against_stubs(workflow: Workflows, tmp_path: Path) -> None:
    source = tmp_path / "rooms.workflows.yaml"
    source.write_text(ROOMS)
    stub = {"googleapis.secretmanager.v1.projects.secrets.versions.accessString": "rooms: "}
    done = workflow(source, {"id": 7}, http=rooms, connectors=stub)
    assert done.result == "rooms: 2"
    assert [request.url for request in done.requests] == ["https://rooms.example/7"]
    assert done.requests[0].headers["Authorization"].startswith("Bearer ")
    assert done.log.entries == [("INFO", "asked")]


def test_what_is_not_stubbed_says_so(workflow: Workflows) -> None:
    assert "no stub for googleapis" in workflow(ROOMS, {"id": 7}, http=rooms).raised["message"]
    assert "ConnectionFailedError" in workflow(ROOMS, {"id": 7}).raised["tags"]


def test_callbacks_come_from_the_test_or_time_out(workflow: Workflows) -> None:
    text = (
        "- a: {call: events.create_callback_endpoint, args: {http_callback_method: POST},"
        " result: c}\n"
        "- b: {call: events.await_callback, args: {callback: '${c}', timeout: 3600}, result: r}\n"
        "- c: {return: '${r.http_request.body}'}\n"
    )
    received = {"http_request": {"body": "paid"}, "received_time": "x", "type": "HTTP"}
    assert workflow(text, callbacks=[received]).result == "paid"
    late = workflow(text)
    assert "TimeoutError" in late.raised["tags"]
    assert late.seconds == 3600


PARTS = """
main:
  params: [booking]
  steps:
    - price:
        call: total
        args: {nights: '${booking.nights}'}
        result: amount
    - decide:
        switch:
          - condition: ${amount > limit}
            steps: [{note: {assign: [{limit: '${limit + 1}'}]}}]
            next: ask
        next: done
    - ask: {call: http.post, args: {url: https://desk.example/, body: '${amount}'}, result: answer}
    - each:
        for: {value: v, in: [1], steps: [{inner: {next: break}}]}
    - done: {return: '${amount}'}
    - never: {assign: [{limit: 1}]}
total:
  params: [nights, rate: 10]
  steps:
    - refuse: {switch: [{condition: '${nights < 1}', raise: no nights}]}
    - sum: {return: '${nights * rate}'}
"""


def test_a_subworkflow_runs_alone(workflow: Workflows) -> None:
    assert workflow.subworkflow(PARTS, "total", {"nights": 2}).result == 20
    assert workflow.subworkflow(PARTS, "total", {"nights": 2, "rate": 1}).result == 2
    assert workflow.subworkflow(PARTS, "total", {"nights": 0}).raised == "no nights"


def test_a_step_runs_alone_on_variables_and_tells_them_and_where_it_leads(
    workflow: Workflows,
) -> None:
    dear = workflow.step(PARTS, "decide", {"amount": 30, "limit": 20})
    assert (dear.result.next, dear.result.variables["limit"]) == ("ask", 21)
    assert workflow.step(PARTS, "decide", {"amount": 1, "limit": 20}).result.next == "done"
    done = workflow.step(PARTS, "done", {"amount": 30})
    assert (done.result.next, done.result.result) == ("end", 30)
    assert (
        workflow.step(PARTS, "price", {"booking": {"nights": 3}}).result.variables["amount"] == 30
    )
    asked = workflow.step(PARTS, "ask", {"amount": 1}, http=lambda request: json_response("yes"))
    assert asked.result.variables["answer"]["body"] == "yes"
    assert asked.requests[0].body == b"1"


def test_a_step_of_a_nested_list_or_of_a_subworkflow_runs_alone(workflow: Workflows) -> None:
    assert workflow.step(PARTS, "note", {"limit": 1}).result.variables == {"limit": 2}
    assert workflow.step(PARTS, "inner", {}).result.next == "break"
    failed = workflow.step(PARTS, "refuse", {"nights": 0}, routine="total")
    assert failed.raised == "no nights"


@pytest.mark.parametrize(
    ("step", "variables", "told"),
    [("nowhere", {}, "no step 'nowhere'"), ("ask", {"amont": 1}, "no variable 'amont'")],
)
def test_a_step_or_variable_that_is_not_there_is_told(
    workflow: Workflows, step: str, variables: dict[str, int], told: str
) -> None:
    with pytest.raises(LookupError, match=told):
        workflow.step(PARTS, step, variables)
