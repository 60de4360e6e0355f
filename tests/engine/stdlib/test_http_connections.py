"""The client below http.*: what fails, what is in flight, what is reused."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from aiohttp import web

from infra.engine.values.errors import WorkflowError
from infra.engine.world.context import HttpRequest
from infra.engine.world.http_client import AiohttpHttp
from tests.engine.stdlib.exchanging import exchange
from tests.engine.stdlib.server import Server
from tests.engine.stdlib.world import World


def test_a_server_too_slow_for_the_timeout_is_a_timeout_error() -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.Response()

    async def act(world: World, server: Server) -> Any:
        with pytest.raises(WorkflowError) as caught:
            await world.call_async("http.get", server.url, 0.05)
        return caught.value.value

    expected = {"message": "request timed out", "tags": ["TimeoutError", "OSError"]}
    assert exchange(answer, act) == expected


def failure_of(url: str) -> Any:
    async def scenario() -> Any:
        async with AiohttpHttp() as http:
            with pytest.raises(WorkflowError) as caught:
                await http.send(HttpRequest("GET", url))
            return caught.value.value

    return asyncio.run(scenario())


def test_no_connection_is_a_connection_failed_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = failure_of(f"http://127.0.0.1:{unused.getsockname()[1]}/")
    assert error["tags"] == ["ConnectionFailedError"]


def test_an_unknown_host_is_a_connection_failed_error() -> None:
    assert failure_of("http://no-such-host.invalid/")["tags"] == ["ConnectionFailedError"]


@pytest.mark.parametrize(
    "reply",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", b"not http\r\n\r\n"],
    ids=["closed", "truncated", "nonsense"],
)
def test_a_connection_that_breaks_is_a_connection_error(reply: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def scenario() -> Any:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, AiohttpHttp() as http:
            with pytest.raises(WorkflowError) as caught:
                await http.send(HttpRequest("POST", f"http://127.0.0.1:{port}/", body=b"x"))
            return caught.value.value

    assert asyncio.run(scenario())["tags"] == ["ConnectionError"]


def test_a_thousand_calls_are_in_flight_at_once() -> None:
    arrived, all_here = 0, asyncio.Event()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal arrived
        arrived += 1
        if arrived == 1000:
            all_here.set()
        await all_here.wait()
        return web.Response(status=204)

    async def act(world: World, server: Server) -> list[Any]:
        calls = (world.call_async("http.get", server.url, 30) for _ in range(1000))
        return await asyncio.gather(*calls)

    assert {response["code"] for response in exchange(answer, act)} == {204}


def test_connections_are_reused_and_cookies_are_not_kept() -> None:
    peers = set()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        response = web.Response()
        response.set_cookie("session", "1")
        return response

    async def act(world: World, server: Server) -> Server:
        url = server.url.replace("127.0.0.1", "localhost")  # no client keeps cookies of an address
        for _ in range(5):
            await world.call_async("http.get", url)
        return server

    server = exchange(answer, act)
    assert len(peers) == 1
    assert all("Cookie" not in request.headers for request in server.requests)
