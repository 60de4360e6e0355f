"""Running workflows in tests, as the tests of a project would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from infra.engine.testing import Finished, json_response, workflow
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


def test_a_file_runs_against_stubs(workflow: Callable[..., Finished], tmp_path: Path) -> None:
    source = tmp_path / "rooms.workflows.yaml"
    source.write_text(ROOMS)
    stub = {"googleapis.secretmanager.v1.projects.secrets.versions.accessString": "rooms: "}
    done = workflow(source, {"id": 7}, http=rooms, connectors=stub)
    assert done.result == "rooms: 2"
    assert [request.url for request in done.requests] == ["https://rooms.example/7"]
    assert done.requests[0].headers["Authorization"].startswith("Bearer ")
    assert done.log.entries == [("INFO", "asked")]


def test_what_is_not_stubbed_says_so(workflow: Callable[..., Finished]) -> None:
    assert "no stub for googleapis" in workflow(ROOMS, {"id": 7}, http=rooms).raised["message"]
    assert "ConnectionFailedError" in workflow(ROOMS, {"id": 7}).raised["tags"]


def test_callbacks_come_from_the_test_or_time_out(workflow: Callable[..., Finished]) -> None:
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
