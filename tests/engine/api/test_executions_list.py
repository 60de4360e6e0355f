"""Lists of executions: pages, filters and what they refuse."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.engine.api.engine_server import Server


def test_executions_are_listed_newest_first_in_pages(server: Server) -> None:
    workflow = server.deploy()
    names = [server.start(workflow, n) for n in range(5)]
    listed, token, pages = [], "", 0
    while True:
        path = f"v1/{workflow}/executions?pageSize=2&pageToken={token}"
        _, page = server.call("GET", path)
        listed += [one["name"] for one in page["executions"]]
        pages += 1
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert pages == 3
    assert listed == names[::-1]


def test_an_execution_started_between_two_pages_moves_nothing(server: Server) -> None:
    workflow = server.deploy()
    names = [server.start(workflow, n) for n in range(3)]
    _, first = server.call("GET", f"v1/{workflow}/executions?pageSize=2")
    server.start(workflow)
    token = first["nextPageToken"]
    _, second = server.call("GET", f"v1/{workflow}/executions?pageSize=2&pageToken={token}")
    assert [one["name"] for one in second["executions"]] == names[:1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('state="SUCCEEDED"', "even"),
        ('state="FAILED"', "odd"),
        ('NOT state="FAILED"', "even"),
        ('startTime>"2023-08-01" AND state="FAILED"', "odd"),
        ('label.kind="even"', "even"),
        ('duration<"60s" state="FAILED"', "odd"),
        ('state=("FAILED" OR "SUCCEEDED") AND label.kind="odd"', "odd"),
        ('stepName="refuse"', "odd"),
        ("createTime<2023-08-01", ""),
    ],
)
def test_executions_are_filtered(server: Server, filtered: str, text: str, found: str) -> None:
    path = f"v1/{filtered}/executions?view=FULL&filter={quote(text)}"
    status, page = server.call("GET", path)
    assert status == 200, page
    kinds = {one["labels"]["kind"] for one in page.get("executions", [])}
    assert kinds == ({found} if found else set())


@pytest.fixture(scope="module")
def filtered(server: Server) -> str:
    """A workflow with an execution that succeeded and one that failed."""
    source = """
main:
  params: [n]
  steps:
    - decide:
        switch:
          - condition: ${n % 2 == 0}
            return: even
    - refuse:
        raise: odd
"""
    workflow = server.deploy(source)
    for n, kind in ((2, "even"), (3, "odd")):
        server.finished(server.start(workflow, n, labels={"kind": kind}))
    return workflow


@pytest.mark.parametrize(
    "query",
    [
        "filter=colour%3Dred",
        "filter=state%3D",
        "filter=(state%3D1",
        "orderBy=colour",
        "pageToken=nonsense",
        "pageSize=-1",
        "pageSize=many",
        "view=HUGE",
        "colour=red",
    ],
)
def test_a_list_request_that_makes_no_sense_is_refused(server: Server, query: str) -> None:
    status, answer = server.call("GET", f"v1/{server.deploy()}/executions?{query}")
    assert status == 400
    assert answer["error"]["status"] == "INVALID_ARGUMENT"


def test_a_page_token_belongs_to_its_own_listing(server: Server) -> None:
    workflow = server.deploy()
    for n in range(2):
        server.start(workflow, n)
    _, page = server.call("GET", f"v1/{workflow}/executions?pageSize=1")
    path = f"v1/{workflow}/executions?orderBy=state&pageToken={page['nextPageToken']}"
    assert server.call("GET", path)[0] == 400
