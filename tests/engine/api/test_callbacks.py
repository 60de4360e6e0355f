"""Callback endpoints over real HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from infra.local.client.waiting import eventually
from tests.engine.api.engine_server import Server

SOURCE = """
main:
  params: [method]
  steps:
    - open:
        call: events.create_callback_endpoint
        args: {http_callback_method: "${method}"}
        result: callback
    - tell:
        call: sys.log
        args: {text: "${callback.url}"}
    - wait:
        call: events.await_callback
        args: {callback: "${callback}", timeout: 60}
        result: request
    - done:
        return: ${request}
"""


def opened(server: Server, method: str = "POST") -> tuple[str, str]:
    """An execution that waits, and the path of its callback below the server's address."""
    execution = server.start(server.deploy(SOURCE), method)

    def awaited() -> Any:
        _, answer = server.call("GET", f"v1/{execution}/callbacks")
        return next((one for one in answer.get("callbacks", []) if one.get("waiters") == "1"), None)

    callback = eventually("the workflow waits for its callback", awaited)
    assert callback["method"] == method
    return execution, f"v1/{callback['name']}"


def test_the_workflow_gets_the_request(server: Server) -> None:
    execution, path = opened(server)
    request = urllib.request.Request(
        f"{server.url}/{path}?room=12", b'{"paid": true}', {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        assert (response.status, response.read()) == (200, b"")
    event = json.loads(server.finished(execution)["result"])
    assert event["type"] == "HTTP"
    assert event["received_time"].endswith("Z")
    received = event["http_request"]
    assert (received["method"], received["body"], received["query"]) == (
        "POST",
        {"paid": True},
        {"room": "12"},
    )
    assert received["headers"]["Content-Type"] == "application/json"
    assert received["url"].endswith(f"{path}?room=12")


def test_another_method_is_refused_and_the_workflow_waits_on(server: Server) -> None:
    execution, path = opened(server, "PUT")
    status, answer = server.call("POST", path, {})
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert server.call("GET", f"v1/{execution}")[1]["state"] == "ACTIVE"
    assert server.call("PUT", path)[0] == 200
    assert server.finished(execution)["state"] == "SUCCEEDED"


def test_a_closed_or_unknown_endpoint_is_not_found(server: Server) -> None:
    execution, path = opened(server)
    server.call("POST", f"v1/{execution}:cancel", {})
    assert server.call("POST", path, {})[0] == 404
    assert server.call("POST", path.replace(path[-3:], "xyz"), {})[0] == 404


def test_a_body_that_is_not_what_it_says_is_refused(server: Server) -> None:
    _, path = opened(server)
    request = urllib.request.Request(
        f"{server.url}/{path}", b"{", {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    with caught.value as error:
        assert error.code == 400


def test_one_request_is_kept_for_a_workflow_that_does_not_wait_yet(server: Server) -> None:
    source = SOURCE.replace(
        "    - wait:\n",
        "    - pause:\n        call: sys.sleep\n        args: {seconds: 0.3}\n    - wait:\n",
    )
    execution = server.start(server.deploy(source), "POST")
    answer: dict[str, list[dict[str, str]]] = {}
    while not answer:
        _, answer = server.call("GET", f"v1/{execution}/callbacks")
    path = f"v1/{answer['callbacks'][0]['name']}"
    assert server.call("POST", path, {"n": 1})[0] == 200
    status, refused = server.call("POST", path, {"n": 2})
    assert (status, refused["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert server.finished(execution)["state"] == "SUCCEEDED"
