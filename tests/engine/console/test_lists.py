"""The first page and the pages of workflows say what the API says."""

from __future__ import annotations

import json
import uuid
from urllib.parse import quote

import pytest

from tests.engine.api.engine_server import ECHO, FAILING, LOCATION, WAITING, Server
from tests.engine.console.visitor import Visitor

LOGGING = """
main:
  params: [args]
  steps:
    - tell:
        call: sys.log
        args: {json: {message: "${\\"said \\" + args.secret}"}}
"""


def test_the_first_page_lists_workflows_and_executions_with_state_step_and_error(
    server: Server, visitor: Visitor
) -> None:
    workflow = server.deploy(FAILING)
    execution = server.finished(server.start(workflow, {"room": "12"}))
    page = visitor.get("/")
    assert page.status == 200
    assert {f"/{workflow}", f"/{execution['name']}"} <= set(page.links)
    for told in ("Failed", "1 failed", "main.fail", 'RuntimeError: {"code":7', "room=12"):
        assert told in page.text
    assert execution["workflowRevisionId"] in page.text


def test_executions_are_filtered_by_state_and_by_workflow(server: Server, visitor: Visitor) -> None:
    workflow, other = server.deploy(), server.deploy(FAILING)
    good, bad = server.start(workflow), server.start(other)
    server.finished(good)
    server.finished(bad)
    by_state = visitor.get("/?state=FAILED").links
    assert f"/{bad}" in by_state
    assert f"/{good}" not in by_state
    by_workflow = visitor.get(f"/?workflow={quote(workflow)}").links
    assert f"/{good}" in by_workflow
    assert f"/{bad}" not in by_workflow


@pytest.mark.parametrize("source", [ECHO, LOGGING])
def test_executions_are_found_by_text_in_argument_or_logs(
    server: Server, visitor: Visitor, source: str
) -> None:
    workflow, secret = server.deploy(source), uuid.uuid4().hex
    wanted, other = (
        server.start(workflow, {"secret": secret}),
        server.start(workflow, {"secret": ""}),
    )
    server.finished(wanted)
    server.finished(other)
    said = f"said {secret}" if source is LOGGING else secret
    links = visitor.get(f"/?text={quote(said.upper())}").links
    assert f"/{wanted}" in links
    assert f"/{other}" not in links


def test_many_executions_come_in_pages_newest_first(server: Server, visitor: Visitor) -> None:
    workflow = server.deploy()
    names = [f"/{server.start(workflow, n)}" for n in range(60)]
    shown: list[str] = []
    for number in (1, 2):
        page = visitor.get(f"/?workflow={quote(workflow)}&page={number}")
        assert "60 executions, page" in page.text
        shown += [link for link in page.links if "/executions/" in link]
    assert shown == names[::-1]


def test_a_workflow_shows_its_numbered_source_and_its_revisions(
    server: Server, visitor: Visitor
) -> None:
    workflow = server.deploy(ECHO, userEnvVars={"PLACE": "here"})
    execution = server.start(workflow)
    server.call("PATCH", f"v1/{workflow}?updateMask=sourceContents", {"sourceContents": FAILING})
    _, latest = server.call("GET", f"v1/{workflow}")
    page = visitor.get(f"/{workflow}")
    assert "raise: {code: 7, reason: broken}" in page.text
    assert "PLACE" in page.text
    assert f"/{execution}" in page.links
    assert [one for one in page.ids if one[:1] == "L"] == [f"L{n + 1}" for n in range(5)]
    revisions = [link for link in page.links if "?revision=" in link]
    assert revisions[0] == f"/{workflow}?revision={latest['revisionId']}"
    old = visitor.get(revisions[1])
    assert "return: ${args}" in old.text
    assert "raise:" not in old.text


@pytest.mark.parametrize(
    "path",
    [
        f"/{LOCATION}/workflows/nothing",
        f"/{LOCATION}/workflows/nothing/executions/1",
        f"/{LOCATION}/workflows/%3Cscript%3E",
    ],
)
def test_what_does_not_exist_is_a_page_that_says_so(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)
    assert page.status == 404
    assert "Requested entity was not found" in page.text
    assert "/" in page.links


def test_an_unknown_revision_or_step_is_not_found(server: Server, visitor: Visitor) -> None:
    workflow = server.deploy()
    name = server.start(workflow)
    assert visitor.get(f"/{workflow}?revision=000009-abc").status == 404
    assert visitor.get(f"/{name}?step=99").status == 404


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=-1", "page=9999999999", "page=%C2%B2"])
def test_a_page_that_is_no_number_is_refused(visitor: Visitor, query: str) -> None:
    page = visitor.get(f"/?{query}")
    assert page.status == 400
    assert "page must be a number from 1 on" in page.text


def test_pages_fetch_nothing_from_elsewhere_and_may_not(server: Server, visitor: Visitor) -> None:
    name = server.start(server.deploy())
    for path in ("/", f"/{name}", f"/{name.rpartition('/executions/')[0]}", "/run"):
        page = visitor.get(path) if path != "/run" else visitor.send(visitor.get("/").form("/run"))
        assert all(link[0] in "/#" and link[:2] != "//" for link in page.links)
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert " style=" not in page.html


def test_only_pages_that_can_change_are_kept_current(server: Server, visitor: Visitor) -> None:
    done, waiting = server.start(server.deploy()), server.start(server.deploy(WAITING))
    server.finished(done)
    assert visitor.get("/").polls
    assert visitor.get(f"/{waiting}").polls
    assert not visitor.get(f"/{done}").polls


@pytest.mark.parametrize(
    ("path", "kind", "directive"),
    [
        ("/console.css", "css", "style-src"),
        ("/console.js", "javascript", "script-src"),
        ("/icon.svg", "svg", "img-src"),
    ],
)
def test_style_script_and_icon_are_served_and_allowed(
    visitor: Visitor, path: str, kind: str, directive: str
) -> None:
    page = visitor.get("/")
    assert path in page.links
    assert f"{directive} 'self'" in page.headers["Content-Security-Policy"]
    assert kind in visitor.kind(path)


def test_markup_in_an_environment_variable_is_text(server: Server, visitor: Visitor) -> None:
    evil = "<script>alert('environment')</script>"
    workflow = server.deploy(ECHO.replace("return: ${args}", f"return: {json.dumps(evil)}"))
    server.call("PATCH", f"v1/{workflow}?updateMask=userEnvVars", {"userEnvVars": {"X": evil}})
    page = visitor.get(f"/{workflow}")
    assert page.text.count(evil) == 2
    assert page.tags.count("script") == 1
