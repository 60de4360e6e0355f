"""The page of an execution: summary, input and output, steps, logs, relatives."""

from __future__ import annotations

import uuid
from typing import Any

from infra.local.client.waiting import eventually
from tests.engine.api.engine_server import LOCATION, WAITING, Server
from tests.engine.console.visitor import Visitor

RETRIED = """
main:
  steps:
    - both:
        parallel:
          branches:
            - left:
                steps:
                  - add: {assign: [{x: 1}]}
            - right:
                steps:
                  - nap: {call: sys.sleep, args: {seconds: 0.01}}
    - ask:
        try:
          steps:
            - get_it: {raise: "the <b>inventory</b> is away"}
        retry:
          predicate: ${always}
          max_retries: 2
          backoff: {initial_delay: 0.01, max_delay: 1, multiplier: 1}
always:
  params: [e]
  steps:
    - yes: {return: true}
"""
TALKING = """
main:
  params: [args]
  steps:
    - first: {call: sys.log, args: {text: "before"}}
    - pause: {call: sys.sleep, args: {seconds: 0.02}}
    - second: {call: sys.log, args: {json: {message: "after", n: 2}, severity: WARNING}}
"""
LOOP = """
main:
  steps:
    - init: {assign: [{total: 0}]}
    - loop:
        for:
          value: i
          range: [1, 1100]
          steps:
            - add: {assign: [{total: "${total + i}"}]}
"""
PARENT = """
main:
  steps:
    - delegate:
        call: googleapis.workflowexecutions.v1.projects.locations.workflows.executions.METHOD
        args: ARGS
"""


def entries(server: Server, name: str) -> list[dict[str, Any]]:
    _, answer = server.call("GET", f"v1/{name}/stepEntries")
    return list(answer["stepEntries"])


def test_the_summary_says_what_the_api_says(server: Server, visitor: Visitor) -> None:
    name = server.start(server.deploy(), {"n": 41}, labels={"team": "sales"})
    execution = server.finished(name)
    text = visitor.get(f"/{name}").text
    for told in ("Succeeded", "main.answer", '"n": 41', "Label team\nsales", "Input", "Output"):
        assert told in text
    for field in ("workflowRevisionId", "createTime", "startTime", "endTime"):
        assert execution[field] in visitor.get(f"/{name}").html
    assert name.rpartition("/")[2] in text


def test_every_step_entry_has_its_row_and_the_failed_one_its_exception(
    server: Server, visitor: Visitor
) -> None:
    name = server.start(server.deploy(RETRIED))
    server.finished(name)
    page = visitor.get(f"/{name}")
    recorded = entries(server, name)
    assert [one for one in page.ids if one.startswith("step-")] == [
        f"step-{number}" for number in nested(recorded)
    ]
    told = ("left", "right", "attempt 1", "wait after attempt 2", "attempt 3")
    assert [word for word in told if f"\n{word}\n" not in page.text] == []
    assert page.text.count("the <b>inventory</b> is away") >= 3
    failed = [one["entryId"] for one in recorded if "exception" in one]
    assert "to the failed one" in page.text
    assert f"/{name}?from=1&step={failed[-1]}#step-{failed[-1]}" in page.links


def nested(recorded: list[dict[str, Any]], parent: str = "") -> list[str]:
    """The entries' ids as an outline reads: each one before those inside it."""
    found = []
    for entry in recorded:
        if entry.get("navigationInfo", {}).get("parent", "") == parent:
            found += [entry["entryId"], *nested(recorded, entry["entryId"])]
    return found


def test_bars_lie_on_one_scale(server: Server, visitor: Visitor) -> None:
    name = server.start(server.deploy(RETRIED))
    server.finished(name)
    html = visitor.get(f"/{name}").html
    bars = [part.split('"') for part in html.split("<rect ")[1:]]
    assert len(bars) >= len(entries(server, name))
    for bar in bars:
        left, width = float(bar[3].rstrip("%")), float(bar[5].rstrip("%"))
        assert left >= 0
        assert width > 0
        assert left + width <= 100.001


def test_a_step_shows_its_variables_and_what_was_logged_while_it_ran(
    server: Server, visitor: Visitor
) -> None:
    name = server.start(
        server.deploy(TALKING), {"who": "ana"}, executionHistoryLevel="EXECUTION_HISTORY_DETAILED"
    )
    server.finished(name)
    page = visitor.get(f"/{name}")
    assert "before" in page.text
    step = visitor.get(f"/{name}?step=3")
    assert "Logs while it ran" in step.text
    assert "WARNING\nafter\nn=2" in step.text
    assert "before" not in step.text
    assert '"who": "ana"' in step.text.split("Variables afterwards")[1]


def test_lines_of_others_with_the_same_correlation_id_stand_beside(
    server: Server, visitor: Visitor
) -> None:
    journey = str(uuid.uuid4())
    name = server.start(server.deploy(), {"correlation_id": journey})
    server.finished(name)
    for correlation_id, message in ((journey, "room was held"), ("another", "nothing of ours")):
        line = {"message": message, "correlation_id": correlation_id, "status": 200}
        resource = {"type": "cloud_run_revision", "labels": {"service_name": "create-hold"}}
        entry = {"logName": "projects/test/logs/x", "resource": resource, "jsonPayload": line}
        server.call("POST", "v2/entries:write", {"entries": [entry]})
    page = visitor.get(f"/{name}")
    assert "create-hold\nroom was held\nstatus=200" in page.text
    assert "nothing of ours" not in page.text
    odd: dict[str, Any] = {
        "logName": "projects/test/logs/x",
        "jsonPayload": {"correlation_id": journey},
    }
    odd["resource"] = {"labels": None}
    odd["labels"] = {"workflows.googleapis.com/execution_id": []}
    server.call("POST", "v2/entries:write", {"entries": [odd]})
    assert visitor.get(f"/{name}").status == visitor.get(f"/?text={journey}").status == 200
    sibling = server.start(server.deploy(), {"correlation_id": journey})
    assert f"/{sibling}" in visitor.get(f"/{name}").links


def test_parents_and_children_link_to_each_other(server: Server, visitor: Visitor) -> None:
    child = server.deploy()
    project, location, workflow = child.split("/")[1::2]
    place = f"project_id: {project}, location: {location}, workflow_id: {workflow}"
    calls = {"run": f"{{{place}}}", "create": f'{{parent: "{child}"}}'}
    for method, args in calls.items():
        source = PARENT.replace("METHOD", method).replace("ARGS", args)
        parent = server.start(server.deploy(source))
        server.finished(parent)
        children = [one for one in visitor.get(f"/{parent}").links if f"{child}/executions/" in one]
        assert len(children) == 1
        assert f"/{parent}" in visitor.get(children[0]).links


def test_a_long_history_comes_in_pages_with_the_steps_around(
    server: Server, visitor: Visitor
) -> None:
    name = server.start(server.deploy(LOOP))
    server.finished(name)
    first, second = visitor.get(f"/{name}"), visitor.get(f"/{name}?from=1001")
    assert "1 to 1,000 of 2,202" in first.text
    assert f"/{name}?from=1001#steps" in first.links
    assert {"step-2", "step-1001", "step-2000"} <= set(second.ids)
    assert not {"step-3", "step-2001"} & set(second.ids)
    assert visitor.get(f"/{name}?from=5000").status == 200


def test_what_an_active_execution_waits_for_is_said(server: Server, visitor: Visitor) -> None:
    source = """
main:
  steps:
    - open:
        call: events.create_callback_endpoint
        args: {http_callback_method: PUT}
        result: callback
    - approval:
        call: events.await_callback
        args: {callback: "${callback}", timeout: 60}
"""
    name = server.start(server.deploy(source))
    eventually("it waits", lambda: "Waits for" in visitor.get(f"/{name}").text)
    page = visitor.get(f"/{name}")
    assert "in main.approval" in page.text
    assert f"Waits for a PUT request at the callback\n/v1/{name}/callbacks/" in page.text


def test_json_is_everything_the_apis_know(server: Server, visitor: Visitor) -> None:
    name = server.start(server.deploy(TALKING), {"n": 1})
    execution = server.finished(name)
    found = visitor.json(f"/{name}?json")
    assert found["execution"] == execution
    assert found["stepEntries"] == entries(server, name)
    execution_id = name.rpartition("/")[2]
    label = f'labels."workflows.googleapis.com/execution_id"="{execution_id}"'
    assert found["logEntries"] == server.log_entries(label, pageSize=100)
    assert visitor.get(f"/{LOCATION}/workflows/none/executions/none?json").status == 404


def test_a_page_of_a_waiting_execution_names_its_step(server: Server, visitor: Visitor) -> None:
    page = visitor.get(f"/{server.start(server.deploy(WAITING))}")
    assert "Active" in page.text
    assert "Current step" in page.text
    assert "None yet." in page.text
