"""http.*: what is sent, against a real server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.stdlib.exchanging import exchange, sent
from tests.engine.stdlib.server import Server, nothing
from tests.engine.stdlib.world import KEY, World, tag_raised


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
