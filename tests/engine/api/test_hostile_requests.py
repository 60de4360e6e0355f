"""Whatever arrives, the answer is a 4xx in Google's error form, and the server lives on."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.api.engine_server import ECHO, LOCATION, Server

PATHS = [
    ("POST", f"v1/{LOCATION}/workflows?workflowId=hostile"),
    ("PATCH", f"v1/{LOCATION}/workflows/none"),
    ("POST", f"v1/{LOCATION}/workflows/none/executions"),
    ("POST", f"v1/{LOCATION}/workflows/none:triggerPubsubExecution"),
    ("POST", f"v1/{LOCATION}/workflows/none/executions/none:cancel"),
    ("POST", f"v1/{LOCATION}/workflows/none/executions/none/callbacks/none"),
    ("POST", "v2/entries:list"),
    ("POST", "v2/entries:write"),
]
FIELD = st.sampled_from(
    (
        *("sourceContents", "labels", "userEnvVars", "argument", "callLogLevel", "message"),
        *("subscription", "entries", "resourceNames", "filter", "logName", "resource", "pageSize"),
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELD, inner, max_size=4),
    max_leaves=8,
)
BODIES = st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode())
many = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@many
@given(st.sampled_from(PATHS), BODIES)
def test_any_body_is_refused_in_googles_form(
    server: Server, where: tuple[str, str], body: bytes
) -> None:
    verb, path = where
    status, answer = server.call(verb, path, body)
    assert 400 <= status < 500
    assert answer["error"]["code"] == status
    assert answer["error"]["status"]
    assert answer["error"]["message"]


@many
@given(st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]), st.text(max_size=30))
def test_any_path_is_refused_in_googles_form(server: Server, verb: str, path: str) -> None:
    status, answer = server.call(verb, "v1/" + quote(path, errors="replace"))
    assert (status, answer["error"]["status"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "sent",
    [
        b"NONSENSE\r\n\r\n",
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /%ff%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/x HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 5_000 + b"\r\n",
        b"POST /v2/entries:list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST /v2/entries:list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n",
        b"POST /v2/entries:list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Expect: miracles\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_what_is_not_http_is_refused_in_googles_form(server: Server, sent: bytes) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(sent)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 4") or answer.startswith(b"HTTP/1.0 4"), answer
    body = answer.split(b"\r\n\r\n", 1)[1]
    assert json.loads(body)["error"]["message"]


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_page_of_another_site_cannot_make_the_browser_deploy(
    server: Server, headers: dict[str, str]
) -> None:
    url = f"{server.url}/v1/{LOCATION}/workflows?workflowId=smuggled"
    body = json.dumps({"sourceContents": ECHO}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "text/plain", **headers})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    with caught.value as error:
        assert json.loads(error.read())["error"]["status"] == "PERMISSION_DENIED"
    assert server.call("GET", f"v1/{LOCATION}/workflows/smuggled")[0] == 404


@pytest.mark.parametrize("path", ["", "run", f"v1/{LOCATION}/workflows", "console.css"])
def test_a_name_that_is_not_this_servers_is_refused_everywhere(server: Server, path: str) -> None:
    status, answer = server.call("GET", path, Host="rebound.example")
    assert (status, answer["error"]["status"]) == (403, "PERMISSION_DENIED")


def test_a_body_that_does_not_call_itself_json_is_refused(server: Server) -> None:
    body = json.dumps({"sourceContents": ECHO}).encode()
    path = f"v1/{LOCATION}/workflows?workflowId=formed"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        status, answer = server.call("POST", path, body, Content_Type=kind)
        assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert server.call("GET", f"v1/{LOCATION}/workflows/formed")[0] == 404


@pytest.mark.parametrize("path", ["", "v1/none", f"v1/{LOCATION}/workflows", "console.css"])
def test_every_answer_is_protected_from_being_framed_or_guessed_at(
    server: Server, path: str
) -> None:
    try:
        with urllib.request.urlopen(f"{server.url}/{path}", timeout=30) as response:
            headers = response.headers
    except urllib.error.HTTPError as error:
        with error:
            headers = error.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_body_over_the_limit_is_refused(server: Server) -> None:
    body = {"sourceContents": "x" * 11 * 1024 * 1024}
    status, answer = server.call("POST", f"v1/{LOCATION}/workflows?workflowId=big", body)
    assert (status, answer["error"]["code"]) == (413, 413)


def test_a_body_nested_too_deep_is_refused(server: Server) -> None:
    for body in (b'{"a":' * 200 + b"1" + b"}" * 200, b"[" * 100_000):
        assert server.call("POST", "v2/entries:write", body)[0] == 400


def test_the_server_still_works_after_all_that(server: Server) -> None:
    assert server.finished(server.start(server.deploy(ECHO), 1))["result"] == "1"
