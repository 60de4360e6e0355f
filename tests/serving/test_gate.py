"""What a stranger's request meets before any application: real sockets, one small server."""

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from aiohttp import web

from infra.serving.gate import Gate, demand_json, host_names
from tests.local.standins.serving import running


def refusal(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"code": code, "message": message}, status=status)


GATE = Gate(refusal, largest_body=1000, body_seconds=0.3)


async def echo(request: web.Request) -> web.Response:
    return web.Response(text=f"{request.method} {len(await request.read())}")


async def take_json(request: web.Request) -> web.Response:
    demand_json(request)
    return web.Response(text="taken")


async def fail(_: web.Request) -> web.Response:
    raise RuntimeError("secret-word")


async def page(_: web.Request) -> web.Response:
    return web.Response(text="a page", headers={"Content-Security-Policy": "default-src 'self'"})


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    app = web.Application()
    app.router.add_route("*", "/", echo)
    app.router.add_post("/json", take_json)
    app.router.add_get("/fail", fail)
    app.router.add_get("/page", page)
    with running(app, gate=GATE, idle=0.4) as url:
        yield int(url.rpartition(":")[2])


def exchange(port: int, sent: bytes) -> tuple[int, bytes]:
    """Status, and all that was answered until the server closed the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return int(answer.split(b" ", 2)[1]) if answer else 0, answer


def request(*headers: str, verb: str = "POST", path: str = "/", body: bytes = b"") -> bytes:
    given = {line.partition(":")[0].lower() for line in headers}
    lines = [f"{verb} {path} HTTP/1.1", *headers, "Connection: close"]
    if "host" not in given:
        lines.append("Host: localhost")
    if not given & {"content-length", "transfer-encoding"}:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


REFUSED = {
    "a name that leads here from elsewhere": (403, request("Host: evil.example:8080")),
    "a name that only begins like ours": (403, request("Host: localhost.evil.example")),
    "a name with a user before it": (403, request("Host: localhost@evil.example")),
    "no name at all": (403, b"GET / HTTP/1.0\r\n\r\n"),
    "two names": (400, request("Host: localhost", "Host: evil.example")),
    "two secrets": (400, request("Authorization: Bearer a", "authorization: Bearer b")),
    "two lengths": (400, request("Content-Length: 1", "Content-Length: 2", body=b"ab")),
    "another site's page": (403, request("Sec-Fetch-Site: cross-site")),
    "an older browser's page": (403, request("Origin: http://evil.example")),
    "a page without an origin": (403, request("Origin: null")),
    "an expectation nobody knows": (417, request("Expect: secret-word")),
    "one on an unknown path": (417, request("Expect: secret-word", path="/nowhere")),
    "a compressed bomb": (
        415,
        request("Content-Encoding: gzip", body=gzip.compress(b"0" * 10_000_000)[:900]),
    ),
    "too many bytes, announced": (413, request("Content-Length: 1001")),
    "too many bytes, in chunks": (
        413,
        request("Transfer-Encoding: chunked", body=b"400\r\n" + b"0" * 1024 + b"\r\n0\r\n\r\n"),
    ),
    "a body that never comes": (408, request("Content-Length: 10", body=b"1")),
    "chunks that are none": (400, request("Transfer-Encoding: chunked", body=b"secret-word\r\n")),
    "a form that means JSON": (
        415,
        request("Content-Type: text/plain", path="/json", body=b'{"a": 1}'),
    ),
    "no HTTP": (400, b"\x16\x03\x01 secret-word\r\n\r\n"),
    "a fault of ours": (500, request(verb="GET", path="/fail")),
}


@pytest.mark.parametrize(("status", "sent"), REFUSED.values(), ids=REFUSED)
def test_a_strangers_request_is_refused_in_the_servers_own_form(
    server: int, status: int, sent: bytes
) -> None:
    got, answer = exchange(server, sent)
    assert got == status
    assert b'"code"' in answer
    assert b"secret-word" not in answer


PASSING = {
    "by number": request("Host: 127.0.0.1:80"),
    "by the number of the other kind": request("Host: [::1]:80"),
    "with a body": request(body=b"0" * 1000),
    "that waits to be told to go on": request("Expect: 100-continue", body=b"0"),
    "of the server's own page": request("Sec-Fetch-Site: same-origin", "Origin: http://localhost"),
    "of JSON": request("Content-Type: application/json", path="/json", body=b"{}"),
    "of nothing": request(path="/json"),
    "of another site's link": request("Sec-Fetch-Site: cross-site", verb="GET"),
    "with lists as headers": request("Accept: a", "Accept: b"),
}


@pytest.mark.parametrize("sent", PASSING.values(), ids=PASSING)
def test_a_request_passes(server: int, sent: bytes) -> None:
    assert (
        exchange(server, sent)[1]
        .replace(b"HTTP/1.1 100 Continue\r\n\r\n", b"")
        .startswith(b"HTTP/1.1 200")
    )


@pytest.mark.parametrize("path", ["/", "/nowhere", "/fail"])
def test_every_answer_forbids_frames_and_guesses(server: int, path: str) -> None:
    answer = exchange(server, request(verb="GET", path=path))[1]
    assert b"\r\nX-Content-Type-Options: nosniff\r\n" in answer
    assert b"frame-ancestors 'none'" in answer


def test_a_page_brings_its_own_policy(server: int) -> None:
    answer = exchange(server, request(verb="GET", path="/page"))[1]
    assert answer.count(b"Content-Security-Policy") == 1
    assert b"Content-Security-Policy: default-src 'self'\r\n" in answer


def test_a_head_that_never_ends_is_not_waited_for(server: int) -> None:
    started = time.monotonic()
    assert exchange(server, b"GET / HTTP/1.1\r\nHost: loc") == (0, b"")
    assert time.monotonic() - started < 2


def test_a_gate_may_be_known_by_more_names() -> None:
    assert host_names(["http://hotel.test:8080/x", "https://[::1]"]) == {"hotel.test", "::1"}


def test_many_half_sent_bodies_keep_nobody_waiting(server: int) -> None:
    with ExitStack() as open_ones:
        for _ in range(200):
            half = open_ones.enter_context(socket.create_connection(("127.0.0.1", server)))
            half.sendall(request("Content-Length: 900", body=b"0"))
        started = time.monotonic()
        assert exchange(server, request(body=b"00"))[0] == 200
        assert time.monotonic() - started < 2
