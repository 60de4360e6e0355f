"""The functions gateway with two stub functions: real processes, real tokens, real HTTP."""

import gzip
import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from infra.deployment import DEPLOYMENT_FILE
from infra.engine.world.tokens import SignedTokens, SigningKey
from infra.local.client.waiting import eventually
from infra.local.gateway.logs import parse_line
from infra.local.stack.addresses import FREE_PORTS
from infra.local.stack.processes import Process, Program
from tests.local.stack.test_processes import is_gone

STUBS = Path(__file__).parent / "stub_functions/main.py"
DEPLOYMENT = {
    **{
        name: yaml.safe_load(DEPLOYMENT_FILE.read_text())[name] for name in ("database", "defaults")
    },
    "functions": {
        "receive-webhook": {"entry_point": "describe", "public": True},
        "create-hold": {"entry_point": "describe_privately"},
    },
    "workflows": {},
}
CALLER = "workflows@test"
ENVIRONMENTS = {"receive-webhook": {"SECRET": "of the receiver"}, "create-hold": {"OWN": "1"}}


class Gateway:
    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.key = folder / "key.pem"
        self.lines: list[str] = []
        (folder / "deployment.yaml").write_text(yaml.safe_dump(DEPLOYMENT))
        (folder / "environments.json").write_text(json.dumps(ENVIRONMENTS))
        arguments = [
            *("--port", self.url.rpartition(":")[2], "--source", str(STUBS)),
            *("--deployment", str(folder / "deployment.yaml")),
            *("--environment", str(folder / "environments.json")),
            *("--signing-key", str(self.key), "--caller", CALLER),
        ]
        program = Program("gateway", "infra.local.gateway", arguments, self._is_ready)
        self.process = Process(program, lambda _, line: self.lines.append(line))

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/receive-webhook/").is_success
        except httpx.TransportError:
            return False

    def call(self, path: str, **options: Any) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.post(f"{self.url}{path}", **options).json()
        return answer

    def token(self, audience: str, caller: str = CALLER) -> dict[str, str]:
        tokens = SignedTokens(SigningKey.load_or_create(self.key), caller)
        return {"Authorization": f"Bearer {tokens.identity_token(audience)}"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with FREE_PORTS.reserved() as ports:
        gateway = Gateway(tmp_path_factory.mktemp("gateway"), ports.functions_url)
        gateway.process.start()
        gateway.process.wait_ready()
        yield gateway
        gateway.process.stop()


def test_a_function_sees_its_path_query_and_bytes(gateway: Gateway) -> None:
    seen = gateway.call("/receive-webhook/webhook/lead?a=%20b", content=b'{"x": "\xc3\xa9"}')
    assert (seen["path"], seen["query"], seen["body"]) == (
        "/webhook/lead",
        "a=%20b",
        '{"x": "é"}',
    )


def test_a_path_with_two_slashes_reaches_the_function(gateway: Gateway) -> None:
    path = gateway.call("/receive-webhook//webhook/lead")["path"]
    assert path.lstrip("/") == "webhook/lead"


def test_a_request_without_a_trace_gets_one_and_another_keeps_its_own(gateway: Gateway) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert len(gateway.call("/receive-webhook")["traceparent"]) == len(trace)
    own = gateway.call("/receive-webhook", headers={"traceparent": trace})
    assert own["traceparent"] == trace


def test_each_function_sees_its_own_environment_and_nothing_else(gateway: Gateway) -> None:
    environment = gateway.call("/receive-webhook")["environment"]
    assert environment["SECRET"] == "of the receiver"
    assert environment.keys() <= {"SECRET", "K_SERVICE", "FUNCTION_TARGET"} | {
        "FUNCTION_SIGNATURE_TYPE"
    }


def test_a_private_function_is_called_with_a_token_for_it_alone(gateway: Gateway) -> None:
    url = f"{gateway.url}/create-hold"
    assert httpx.post(url).status_code == 401
    assert httpx.post(url, headers={"Authorization": "Basic eDp5"}).status_code == 401
    assert httpx.post(url, headers={"Authorization": "Bearer x.y.z"}).status_code == 403
    assert httpx.post(url, headers=gateway.token(f"{gateway.url}/expire")).status_code == 403
    assert httpx.post(url, headers=gateway.token(url, "somebody@test")).status_code == 403
    assert httpx.post(url, headers=gateway.token(url)).json()["environment"]["OWN"] == "1"


def test_an_unknown_function_is_not_found(gateway: Gateway) -> None:
    assert httpx.post(f"{gateway.url}/no-such-function/").status_code == 404


def test_who_has_no_token_is_refused_before_a_byte_of_the_body_is_read(gateway: Gateway) -> None:
    sent = b"POST /create-hold HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
    started = time.monotonic()
    assert exchange(gateway, sent)[0] == 401
    assert time.monotonic() - started < 5


def test_a_compressed_bomb_without_a_secret_stops_nobody(gateway: Gateway) -> None:
    bomb = gzip.compress(b"0" * 400_000_000, compresslevel=1)[:900_000]
    sent = b"POST /receive-webhook/ HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\n"
    sent += b"Content-Length: %d\r\n\r\n" % len(bomb) + bomb
    started = time.monotonic()
    assert [exchange(gateway, sent)[0] for _ in range(4)] == [415] * 4
    assert gateway.call("/receive-webhook")["process"]
    assert time.monotonic() - started < 5


HOST = b"Host: localhost\r\n"
NOT_HTTP = {
    "no HTTP at all": b"\x16\x03\x01\x02 secret-word\r\n\r\n",
    "a method nobody knows": b"FOO /receive-webhook/secret-word HTTP/1.1\r\n" + HOST + b"\r\n",
    "a header that is too long": b"GET / HTTP/1.1\r\nX: " + b"secret-word" * 1000 + b"\r\n\r\n",
    "an address that is none": b"GET /secret-word\xff HTTP/1.1\r\n" + HOST + b"\r\n",
    "a star": b"POST *secret-word HTTP/1.1\r\n" + HOST + b"\r\n",
    "chunks that are none": b"POST /receive-webhook/ HTTP/1.1\r\n"
    + HOST
    + b"Transfer-Encoding: chunked\r\n\r\nsecret-word\r\n",
    "two lengths": b"POST /receive-webhook/ HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a path of two slashes": b"POST //secret-word HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: 0\r\n\r\n",
    "another method for the list": b"PUT / HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n",
    "too much": b"POST /receive-webhook/ HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: 40000000\r\n\r\n"
    + b"secret-word" * 3_100_000,
}


@pytest.mark.parametrize("sent", NOT_HTTP.values(), ids=NOT_HTTP)
def test_what_is_no_good_request_gets_an_error_that_says_nothing_of_it(
    gateway: Gateway, sent: bytes
) -> None:
    status, body = exchange(gateway, sent)
    assert status in range(400, 500)
    assert json.loads(body)["error"].keys() == {"code", "message", "details"}
    assert b"secret-word" not in body
    assert gateway.call("/receive-webhook")["process"]  # what came before is told by now
    assert not [line for line in gateway.lines if "secret-word" in line or "Traceback" in line]


def exchange(gateway: Gateway, sent: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to these bytes."""
    port = int(gateway.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with suppress(ConnectionError):  # it may be refused before all of it is sent
            connection.sendall(sent)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.read()


def test_a_function_that_crashes_is_started_again_and_refuses_nobody(gateway: Gateway) -> None:
    before = gateway.call("/receive-webhook")["process"]
    os.kill(before, signal.SIGKILL)
    eventually(
        "another process answers",
        lambda: gateway.call("/receive-webhook").get("process", before) != before,
    )


def test_what_functions_print_is_told_with_their_names(gateway: Gateway) -> None:
    gateway.call("/create-hold", headers=gateway.token(f"{gateway.url}/create-hold"))

    def said(line: Mapping[str, object]) -> bool:
        return any(parse_line(each) == line for each in gateway.lines)

    eventually(
        "text is a message", lambda: said({"service_name": "create-hold", "message": "not JSON"})
    )
    structured = {"service_name": "create-hold", "severity": "INFO", "message": "described"}
    eventually("JSON stays structured", lambda: said(structured))


def test_a_killed_gateway_takes_its_functions_along(gateway: Gateway) -> None:
    worker = gateway.call("/receive-webhook")["process"]
    gateway.process.kill()
    eventually("the worker is gone", lambda: is_gone(worker))
    gateway.process.wait_ready()
    assert gateway.call("/receive-webhook")["process"] != worker


def test_what_is_asked_of_a_control_plane_is_no_call_of_a_function(gateway: Gateway) -> None:
    services = "/apis/serving.knative.dev/v1/namespaces/local/services"

    def asked(path: str, host: str = "local-run.stub", method: str = "GET") -> tuple[int, Any]:
        answer = httpx.request(method, f"{gateway.url}{path}", headers={"Host": host})
        return answer.status_code, answer.json()

    listed = asked(services)[1]["items"]
    names = {each["metadata"]["name"] for each in listed}
    assert names == {"receive-webhook", "create-hold"}
    assert asked(f"{services}/expire")[0] == 404
    assert asked(services, method="POST")[0] == 405
    assert asked("/v1/projects/local/secrets/SECRET/versions/latest:access")[0] == 403
    assert asked(services, host="storage.stub")[0] == 403
