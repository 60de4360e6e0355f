"""Deploying over HTTP, in the sequences of requests that gcloud sends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from tests.engine.api.engine_server import ECHO, FAILING, LOCATION, WAITING, Server


def test_a_deployment_is_a_finished_operation_that_can_be_asked_again(server: Server) -> None:
    path = f"v1/{LOCATION}/workflows?workflowId=deployed"
    assert server.call("GET", f"v1/{LOCATION}/workflows/deployed")[0] == 404
    status, operation = server.call("POST", path, {"sourceContents": ECHO, "labels": {"a": "b"}})
    assert (status, operation["done"]) == (200, True)
    assert operation["metadata"]["target"] == f"{LOCATION}/workflows/deployed"
    assert operation["response"]["@type"].endswith("google.cloud.workflows.v1.Workflow")
    assert server.call("GET", f"v1/{operation['name']}") == (200, operation)
    _, listed = server.call("GET", f"v1/{LOCATION}/operations?pageSize=1000")
    assert operation["name"] in [one["name"] for one in listed["operations"]]
    _, workflow = server.call("GET", f"v1/{LOCATION}/workflows/deployed")
    assert workflow["sourceContents"] == ECHO
    assert workflow["revisionId"].startswith("000001-")
    assert workflow["serviceAccount"].startswith("projects/test/serviceAccounts/")


def test_creating_a_workflow_twice_fails_in_the_operation(server: Server) -> None:
    workflow_id = server.deploy().rsplit("/", 1)[1]
    path = f"v1/{LOCATION}/workflows?workflowId={workflow_id}"
    status, operation = server.call("POST", path, {"sourceContents": ECHO})
    assert (status, operation["error"]["code"]) == (200, 6)
    assert "response" not in operation


def test_a_source_with_a_mistake_is_refused_with_its_place(server: Server) -> None:
    source = "main:\n  steps:\n    - a:\n        return: ${nothing}\n"
    path = f"v1/{LOCATION}/workflows?workflowId=mistaken"
    status, answer = server.call("POST", path, {"sourceContents": source})
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert "main.yaml:4:19" in answer["error"]["message"]
    assert "^" in answer["error"]["message"]
    assert server.call("GET", f"v1/{LOCATION}/workflows/mistaken")[0] == 404


def test_an_update_changes_what_the_mask_names(server: Server) -> None:
    name = server.deploy(ECHO, description="before", labels={"a": "b"})
    change = {"description": "after", "labels": {}, "sourceContents": FAILING}
    _, operation = server.call("PATCH", f"v1/{name}?updateMask=description", change)
    workflow = operation["response"]
    assert (workflow["description"], workflow["labels"]) == ("after", {"a": "b"})
    assert workflow["sourceContents"] == ECHO
    assert workflow["revisionId"].startswith("000001-")


def test_updates_at_once_of_different_fields_lose_nothing(server: Server) -> None:
    name = server.deploy(ECHO)
    changes = {
        "description": "at once",
        "labels": {"a": "b"},
        "callLogLevel": "LOG_NONE",
        "userEnvVars": {"A": "b"},
        "sourceContents": FAILING,
    }

    def update(field: str) -> int:
        return server.call("PATCH", f"v1/{name}?updateMask={field}", {field: changes[field]})[0]

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(update, changes)) == [200] * len(changes)
    _, shown = server.call("GET", f"v1/{name}")
    assert {field: shown[field] for field in changes} == changes


def test_a_new_source_or_account_makes_a_revision_and_nothing_else_does(server: Server) -> None:
    name = server.deploy(ECHO)
    for mask, change in (
        ("source_contents", {"sourceContents": FAILING}),
        ("callLogLevel", {"callLogLevel": "LOG_NONE"}),
        ("serviceAccount", {"serviceAccount": "me@test.iam.gserviceaccount.com"}),
        ("userEnvVars", {"userEnvVars": {"A": "b"}}),
    ):
        assert server.call("PATCH", f"v1/{name}?updateMask={mask}", change)[0] == 200
    _, answer = server.call("GET", f"v1/{name}:listRevisions")
    revisions = answer["workflows"]
    assert [one["revisionId"][:6] for one in revisions] == ["000004", "000003", "000002", "000001"]
    oldest = f"v1/{name}?revisionId={revisions[-1]['revisionId']}"
    assert server.call("GET", oldest)[1]["sourceContents"] == ECHO
    assert revisions[0]["serviceAccount"] == (
        "projects/test/serviceAccounts/me@test.iam.gserviceaccount.com"
    )


def test_running_executions_keep_their_revision(server: Server) -> None:
    name = server.deploy(WAITING)
    execution = server.start(name)
    server.call("PATCH", f"v1/{name}?updateMask=sourceContents", {"sourceContents": ECHO})
    _, running = server.call("GET", f"v1/{execution}")
    assert (running["state"], running["workflowRevisionId"][:6]) == ("ACTIVE", "000001")
    assert server.finished(server.start(name, 3))["workflowRevisionId"].startswith("000002")


def test_environment_variables_reach_the_workflow(server: Server) -> None:
    source = """
main:
  steps:
    - answer:
        return:
          - ${sys.get_env("SERVICE_URL")}
          - ${sys.get_env("GOOGLE_CLOUD_PROJECT_ID")}
          - ${sys.get_env("GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID")}
"""
    workflow = server.deploy(source, userEnvVars={"SERVICE_URL": "http://here"})
    execution = server.start(workflow)
    execution_id = execution.rsplit("/", 1)[1]
    expected = f'["http://here","test","{execution_id}"]'
    assert server.finished(execution)["result"] == expected


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sourceContents": 5},
        {"sourceContents": ECHO, "colour": "red"},
        {"sourceContents": ECHO, "userEnvVars": {"GOOGLE_X": "1"}},
        {"sourceContents": ECHO, "userEnvVars": {"A": "x" * 5000}},
        {"sourceContents": ECHO, "userEnvVars": {f"A{n}": "1" for n in range(21)}},
        {"sourceContents": ECHO, "description": "x" * 1001},
        {"sourceContents": ECHO, "callLogLevel": "LOUD"},
        {"sourceContents": ECHO + "#" * 140_000},
    ],
)
def test_a_workflow_that_makes_no_sense_is_refused(server: Server, body: object) -> None:
    status, answer = server.call("POST", f"v1/{LOCATION}/workflows?workflowId=bad", body)
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("workflow_id", ["", "1a", "a-", "a b", "a" * 65, "ação"])
def test_a_workflow_id_that_google_refuses_is_refused(server: Server, workflow_id: str) -> None:
    path = f"v1/{LOCATION}/workflows?workflowId={quote(workflow_id)}"
    assert server.call("POST", path, {"sourceContents": ECHO})[0] == 400


def test_a_deleted_workflow_takes_its_executions_with_it(server: Server) -> None:
    workflow = server.deploy(WAITING)
    execution = server.start(workflow)
    status, operation = server.call("DELETE", f"v1/{workflow}")
    assert (status, operation["done"], operation["metadata"]["verb"]) == (200, True, "delete")
    assert server.call("GET", f"v1/{workflow}")[0] == 404
    assert server.call("GET", f"v1/{execution}")[0] == 404


def test_a_dash_stands_for_any_location(server: Server) -> None:
    for location in ("east", "west"):
        path = f"v1/projects/anywhere/locations/{location}/workflows?workflowId=w"
        server.call("POST", path, {"sourceContents": ECHO})
    _, answer = server.call("GET", "v1/projects/anywhere/locations/-/workflows")
    assert [one["name"].split("/")[3] for one in answer["workflows"]] == ["east", "west"]


def test_workflows_are_listed_by_location_in_pages(server: Server) -> None:
    place = "projects/listing/locations/us-east1"
    for workflow_id in ("b", "a", "c"):
        path = f"v1/{place}/workflows?workflowId={workflow_id}"
        assert server.call("POST", path, {"sourceContents": ECHO})[0] == 200
    _, first = server.call("GET", f"v1/{place}/workflows?pageSize=2&orderBy=name%20desc")
    token = first["nextPageToken"]
    path = f"v1/{place}/workflows?pageSize=2&orderBy=name%20desc&pageToken={token}"
    _, second = server.call("GET", path)
    names = [one["name"][-1] for one in first["workflows"] + second["workflows"]]
    assert names == ["c", "b", "a"]
    assert "nextPageToken" not in second
    assert server.call("GET", "v1/projects/listing/locations")[1] == {
        "locations": [{"name": place, "locationId": "us-east1"}]
    }
