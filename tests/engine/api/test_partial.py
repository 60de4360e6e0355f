"""Partial responses: the `fields` of a request."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.engine.api.partial import DEEPEST, parse_fields, select
from infra.engine.service.api_error import ApiError
from tests.engine.api.engine_server import FAILING, Server

PAGE = {
    "executions": [{"name": "a", "state": "FAILED", "error": {"context": "x", "payload": "y"}}, {}],
    "nextPageToken": "t",
}
FAILED = PAGE["executions"][0]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", PAGE),
        ("*", PAGE),
        ("nextPageToken", {"nextPageToken": "t"}),
        ("executions/name", {"executions": [{"name": "a"}, {}]}),
        (
            "executions.name, nextPageToken",
            {"executions": [{"name": "a"}, {}], "nextPageToken": "t"},
        ),
        ("executions(name,state)", {"executions": [{"name": "a", "state": "FAILED"}, {}]}),
        ("executions(error(context))", {"executions": [{"error": {"context": "x"}}, {}]}),
        (
            "executions/*/payload",
            {"executions": [{"name": "a", "state": "FAILED", "error": {"payload": "y"}}, {}]},
        ),
        ("*/name", {"executions": [{"name": "a"}, {}], "nextPageToken": "t"}),
        (
            "executions/name,executions/state",
            {"executions": [{"name": "a", "state": "FAILED"}, {}]},
        ),
        ("executions/name,executions", {"executions": PAGE["executions"]}),
        ("executions(*,error/context)", {"executions": PAGE["executions"]}),
        ("unheard,executions/unheard", {"executions": [{}, {}]}),
    ],
)
def test_what_is_selected_is_left(fields: str, expected: Any) -> None:
    assert select(PAGE, parse_fields(fields)) == expected


@pytest.mark.parametrize(
    "fields",
    [
        *(",", "a,", ",a", "a/", "/a", "a//b", "a b"),
        *("a(", "a()", "a(b", "a(b))", "a)b", "(a)", "a(b)c"),
        *("a/" * 100_000 + "a", "a(" * 100_000 + "a" + ")" * 100_000),
    ],
)
def test_what_is_no_selection_is_refused(fields: str) -> None:
    with pytest.raises(ApiError, match="Invalid field selection"):
        parse_fields(fields)


@given(st.text(alphabet="ab*(),/. ", max_size=30))
def test_any_text_is_a_selection_or_refused(fields: str) -> None:
    try:
        mask = parse_fields(fields)
    except ApiError:
        return
    document = {"a": {"b": [{"a": 1}]}, "b": 2}
    once = select(document, mask)
    assert select(once, mask) == once


def test_a_selection_may_be_deep() -> None:
    assert parse_fields("a/" * DEEPEST + "a")


def test_by_parameter_or_header_over_rest(server: Server) -> None:
    workflow = server.deploy(FAILING)
    name = server.start(workflow)
    server.finished(name)
    assert server.call("GET", f"v1/{name}?fields=name") == (200, {"name": name})
    assert server.call("GET", f"v1/{name}?$fields=name") == (200, {"name": name})
    assert server.call("GET", f"v1/{name}", X_Goog_FieldMask="name")[1] == {"name": name}
    listed = server.call("GET", f"v1/{workflow}/executions?fields=executions(name)")
    assert listed == (200, {"executions": [{"name": name}]})


def test_a_selection_that_is_wrong_changes_nothing(server: Server) -> None:
    path = f"v1/{server.deploy()}/executions"
    status, answer = server.call("POST", f"{path}?fields=name,", {})
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert server.call("GET", path) == (200, {})


def test_errors_come_whole(server: Server) -> None:
    status, answer = server.call("GET", f"v1/{server.deploy()}/executions/gone?fields=name")
    assert (status, answer["error"]["status"]) == (404, "NOT_FOUND")
