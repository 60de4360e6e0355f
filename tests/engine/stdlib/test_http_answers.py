"""http.*: what is made of an answer, against a real server."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from infra.engine.stdlib.library import CONSTANTS
from infra.engine.values.errors import ResourceLimitError, WorkflowError
from infra.engine.world.http_client import MAX_RESPONSE_BYTES
from tests.engine.stdlib.exchanging import answered, exchange
from tests.engine.stdlib.server import Server
from tests.engine.stdlib.world import World, call


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        (b'{"a": [1, 2.5]}', "application/json", {"a": [1, 2.5]}),
        (b'{"a": 1}', "application/problem+json; charset=utf-8", {"a": 1}),
        (b"not json", "application/json", "not json"),
        (b"", "application/json", None),
        ("olá".encode(), "text/html; charset=utf-8", "olá"),
        ("olá".encode("latin-1"), "text/plain; charset=iso-8859-1", "olá"),
        (b"", "text/plain", ""),
        (b"\xff", "text/plain", b"\xff"),
        (b"abc", "application/octet-stream", b"abc"),
        (b"x", "text/plain; charset=klingon", b"x"),
    ],
)
def test_a_response_body_is_decoded_by_its_type(
    content: bytes, content_type: str, expected: Any
) -> None:
    headers = {"Content-Type": content_type}
    result = answered(lambda: web.Response(body=content, headers=headers))
    assert result["body"] == expected
    assert result["code"] == 200


def test_header_names_arrive_in_canonical_case() -> None:
    headers = {"x-cloud-trace-context": "abc", "content-type": "text/plain"}
    result = answered(lambda: web.Response(headers=headers))
    assert result["headers"]["X-Cloud-Trace-Context"] == "abc"
    assert result["headers"]["Content-Type"] == "text/plain"


def test_an_error_status_raises_the_http_error_of_the_service() -> None:
    error = answered(lambda: web.json_response({"error": {"code": "sold_out"}}, status=409))
    assert error["message"] == "HTTP server responded with error code 409"
    assert error["tags"] == ["HttpError"]
    assert error["code"] == 409
    assert error["body"] == {"error": {"code": "sold_out"}}
    assert error["headers"]["Content-Type"] == "application/json; charset=utf-8"


def test_redirects_are_followed_and_an_endless_one_is_a_connection_error() -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/old":
            raise web.HTTPFound("/new")
        if request.path == "/loop":
            raise web.HTTPFound("/loop")
        return web.Response(text="here")

    async def act(world: World, server: Server) -> None:
        response = await world.call_async("http.get", f"{server.url}/old")
        assert response["body"] == "here"
        with pytest.raises(WorkflowError) as caught:
            await world.call_async("http.get", f"{server.url}/loop")
        assert caught.value.value["tags"] == ["ConnectionError"]

    exchange(answer, act)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_response_above_two_megabytes_ends_the_execution(chunked: bool) -> None:
    def response() -> web.StreamResponse:
        content = web.Response(body=b"x" * (MAX_RESPONSE_BYTES + 1))
        if chunked:
            content.enable_chunked_encoding()
        return content

    with pytest.raises(ResourceLimitError):
        answered(response)


def test_a_response_of_two_megabytes_is_taken() -> None:
    headers = {"Content-Type": "application/octet-stream"}
    body = b"x" * MAX_RESPONSE_BYTES
    assert answered(lambda: web.Response(body=body, headers=headers))["body"] == body


ERRORS: dict[str, Any] = {
    **{str(code): {"tags": ["HttpError"], "code": code} for code in (429, 500, 502, 503, 504)},
    "ConnectionError": {"tags": ["ConnectionError"]},
    "ConnectionFailedError": {"tags": ["ConnectionFailedError"]},
    "TimeoutError": {"tags": ["TimeoutError", "OSError"]},
    "KeyError": {"tags": ["KeyError", "LookupError"]},
    "a string": "503",
    "a map without tags": {"code": 503},
    "strange tags": {"tags": [{"a": 1}, None]},
}


@pytest.mark.parametrize(
    ("policy", "retried"),
    [
        (
            "http.default_retry",
            {
                "429",
                "502",
                "503",
                "504",
                "ConnectionError",
                "ConnectionFailedError",
                "TimeoutError",
            },
        ),
        ("http.default_retry_non_idempotent", {"429", "503", "ConnectionFailedError"}),
    ],
)
def test_the_default_policies_retry_what_the_reference_says(policy: str, retried: set[str]) -> None:
    predicate = CONSTANTS[policy]["predicate"].name
    assert {name for name, error in ERRORS.items() if call(predicate, error)} == retried


def test_a_json_body_survives_the_way_there_and_back() -> None:
    value = {"nested": [{"é": None}, 2**53, "\u2028"], "empty": {}}

    async def echo(request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=await request.read(), content_type="application/json")

    async def act(world: World, server: Server) -> Any:
        return await world.call_async("http.post", url=server.url, body=value)

    assert exchange(echo, act)["body"] == value
