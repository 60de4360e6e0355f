"""http.*: what is sent, and what is made of the answer, against a real server."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from infra.engine.stdlib.library import CONSTANTS
from infra.engine.values.errors import ResourceLimitError, WorkflowError
from infra.engine.world.http_client import MAX_RESPONSE_BYTES
from tests.engine.stdlib.exchanging import answered, exchange, sent
from tests.engine.stdlib.server import Server, nothing
from tests.engine.stdlib.world import KEY, World, call, tag_raised


def test_a_body_is_sent_as_json_when_no_content_type_says_otherwise() -> None:
    received = sent(body={"b": "é", "a": 1.0})
    assert received.body == '{"a":1,"b":"é"}'.encode()
    assert received.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"\x00\xff", None, b"\x00\xff"),
        ("text", None, b'"text"'),
        ({"a": [1]}, "application/json", b'{"a":[1]}'),
        ({"a": 1}, "application/cloudevents+json; charset=utf-8", b'{"a":1}'),
        ("olá", "text/plain", "olá".encode()),
        ("a=1&b=2", "application/x-www-form-urlencoded", b"a=1&b=2"),
        ({"a": "x y", "b": True}, "application/x-www-form-urlencoded", b"a=x+y&b=true"),
        (b"raw", "application/json", b"raw"),
    ],
)
def test_bodies_are_encoded_as_their_content_type_says(
    body: Any, content_type: str | None, expected: bytes
) -> None:
    headers = {"Content-Type": content_type} if content_type else None
    received = sent(body=body, headers=headers)
    assert received.body == expected
    fallback = "octet-stream" if isinstance(body, bytes) else "application/json; charset=utf-8"
    assert (content_type or fallback) in received.headers["Content-Type"]


@pytest.mark.parametrize(
    ("name", "named", "method"),
    [
        ("http.get", {}, "GET"),
        ("http.post", {}, "POST"),
        ("http.put", {}, "PUT"),
        ("http.patch", {}, "PATCH"),
        ("http.delete", {}, "DELETE"),
        ("http.request", {"method": "HEAD"}, "HEAD"),
        ("http.request", {"method": "OPTIONS"}, "OPTIONS"),
    ],
)
def test_each_function_sends_its_method(name: str, named: Any, method: str) -> None:
    received = sent(name, **named)
    assert received.method == method
    assert received.body == b""
    assert "Content-Type" not in received.headers


def test_the_query_is_added_to_the_url() -> None:
    query = {"q": "a&b c", "n": 1, "d": 2.0, "t": True, "l": ["x", 2]}
    received = sent("http.get", "/p?old=1#frag", query=query)
    assert received.path == "/p?old=1&q=a%26b+c&n=1&d=2&t=true&l=x&l=2"


def test_the_user_agent_is_the_one_of_workflows() -> None:
    agent = "GoogleCloudWorkflows; (+https://cloud.google.com/workflows/docs)"
    assert sent().headers["User-Agent"] == agent
    assert sent(headers={"user-agent": "hotelly"}).headers["User-Agent"] == f"hotelly {agent}"


@pytest.mark.parametrize(
    "auth", [{"type": "OIDC", "audience": ""}, {"type": "OAuth2", "scopes": []}]
)
def test_credentials_nobody_would_give_are_an_auth_error(auth: dict[str, Any]) -> None:
    assert tag_raised("http.get", "https://a.test", auth=auth) == "AuthError"


def test_an_oidc_token_is_for_the_url_unless_an_audience_is_given() -> None:
    async def act(world: World, server: Server) -> None:
        url = f"{server.url}/create-hold"
        await world.call_async("http.post", url=url, auth={"type": "OIDC"}, query={"a": 1})
        other = {"type": "OIDC", "audience": "http://a.service"}
        await world.call_async("http.post", url=url, auth=other)
        first, second = (r.headers["Authorization"].split() for r in server.requests)
        assert first[0] == "Bearer"
        assert KEY.verify(first[1], url)["email_verified"] is True
        assert KEY.verify(second[1], "http://a.service")

    exchange(nothing, act)


@pytest.mark.parametrize(
    ("auth", "scope"),
    [
        ({"type": "OAuth2"}, "https://www.googleapis.com/auth/cloud-platform"),
        ({"type": "OAuth2", "scope": "a"}, "a"),
        ({"type": "OAuth2", "scopes": ["a", "b"]}, "a b"),
        ({"type": "OAuth2", "scopes": "a, b c"}, "a b c"),
    ],
)
def test_an_oauth2_token_carries_its_scopes(auth: Any, scope: str) -> None:
    token = sent(auth=auth).headers["Authorization"].removeprefix("Bearer ")
    assert KEY.verify(token, "https://oauth2.googleapis.com/token")["scope"] == scope


URL = "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    ("named", "tag"),
    [
        ({"url": 1}, "TypeError"),
        ({"url": "ftp://host/"}, "ValueError"),
        ({"url": "no url"}, "ValueError"),
        ({"url": "http://"}, "ValueError"),
        ({"url": "http://host:port/"}, "ValueError"),
        ({"url": "http://[::1"}, "ValueError"),
        ({"url": URL, "timeout": 1801}, "ValueError"),
        ({"url": URL, "timeout": 0}, "ValueError"),
        ({"url": URL, "timeout": "30"}, "TypeError"),
        ({"url": URL, "headers": {"A": 1}}, "TypeError"),
        ({"url": URL, "headers": {"A": "x\r\nB: y"}}, "ValueError"),
        ({"url": URL, "headers": {"A B": "x"}}, "ValueError"),
        ({"url": URL, "query": "a=1"}, "TypeError"),
        ({"url": URL, "query": {"a": {}}}, "TypeError"),
        ({"url": URL, "body": {"a": b"bytes"}}, "ValueError"),
        ({"url": URL, "body": {}, "headers": {"Content-Type": "text/plain"}}, "TypeError"),
        ({"url": URL, "auth": "OIDC"}, "TypeError"),
        ({"url": URL, "auth": {"type": "Basic"}}, "ValueError"),
        ({"url": URL, "private_service_name": "projects/p"}, "ValueError"),
        ({"url": URL, "ca_certificate": b"x"}, "ValueError"),
    ],
)
def test_wrong_arguments_send_nothing(named: Any, tag: str) -> None:
    assert tag_raised("http.post", **named) == tag


def test_an_unknown_method_is_a_value_error() -> None:
    assert tag_raised("http.request", "TRACE", URL) == "ValueError"


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
