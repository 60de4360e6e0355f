"""Log entries of executions and of others, read back through the Cloud Logging API."""

from __future__ import annotations

import pytest

from tests.engine.api.engine_server import ECHO, FAILING, Server

CALLS = """
main:
  steps:
    - say:
        call: sys.log
        args: {data: hello, severity: NOTICE}
    - decode:
        try:
          call: json.decode
          args: {data: "{"}
        except:
          as: e
          steps:
            - go_on:
                assign: [{x: 1}]
"""


def of_execution(execution: str) -> str:
    execution_id = execution.rsplit("/", 1)[1]
    return f'labels."workflows.googleapis.com/execution_id"="{execution_id}"'


def test_sys_log_writes_text_or_structure_with_the_workflow_as_resource(server: Server) -> None:
    workflow = server.deploy(CALLS)
    execution = server.start(workflow)
    server.finished(execution)
    (entry,) = server.log_entries(
        of_execution(execution) + ' logName="projects/test/logs/Workflows"'
    )
    assert (entry["severity"], entry["textPayload"]) == ("NOTICE", "hello")
    assert entry["resource"] == {
        "type": "workflows.googleapis.com/Workflow",
        "labels": {
            "project_id": "test",
            "location": "southamerica-east1",
            "workflow_id": workflow.rsplit("/", 1)[1],
        },
    }


def test_start_and_end_are_in_the_system_log(server: Server) -> None:
    execution = server.start(server.deploy(ECHO), 5)
    server.finished(execution)
    start, end = server.log_entries(of_execution(execution))
    assert start["logName"] == "projects/test/logs/workflows.googleapis.com%2Fexecutions_system"
    assert start["jsonPayload"]["@type"].endswith("google.cloud.workflows.type.ExecutionsSystemLog")
    assert start["jsonPayload"]["state"] == "ACTIVE"
    assert start["jsonPayload"]["start"] == {"argument": "5"}
    assert end["jsonPayload"]["state"] == "SUCCEEDED"
    assert end["jsonPayload"]["success"] == {"result": "5"}


def test_a_failure_is_an_error_that_names_its_step(server: Server) -> None:
    execution = server.start(server.deploy(FAILING))
    server.finished(execution)
    (end,) = server.log_entries(of_execution(execution) + " severity>=ERROR")
    assert end["jsonPayload"]["failure"]["source"] == "main.fail"


@pytest.mark.parametrize(
    ("level", "states"),
    [
        ("LOG_ALL_CALLS", ["BEGUN", "SUCCEEDED", "BEGUN", "EXCEPTION_RAISED", "EXCEPTION_HANDLED"]),
        ("LOG_ERRORS_ONLY", ["EXCEPTION_RAISED"]),
        ("LOG_NONE", []),
    ],
)
def test_the_call_log_level_decides_on_calls(server: Server, level: str, states: list[str]) -> None:
    execution = server.start(server.deploy(CALLS, callLogLevel="LOG_NONE"), callLogLevel=level)
    server.finished(execution)
    entries = server.log_entries(of_execution(execution) + ' logName:"engine_call"')
    assert [one["jsonPayload"]["state"] for one in entries] == states
    assert {one["severity"] for one in entries} <= {"DEBUG"}


def test_lines_of_functions_stand_beside_those_of_workflows(server: Server) -> None:
    line = {
        "timestamp": "2026-01-31T09:00:00-03:00",
        "severity": "ERROR",
        "jsonPayload": {"message": "refused", "correlation_id": "cid-written"},
    }
    body = {
        "logName": "projects/test/logs/run.googleapis.com%2Fstdout",
        "resource": {"type": "cloud_run_revision", "labels": {"service_name": "create-hold"}},
        "labels": {"instanceId": "1"},
        "entries": [line, {**line, "severity": "INFO", "labels": {"instanceId": "2"}}],
    }
    assert server.call("POST", "v2/entries:write", body) == (200, {})
    text = 'jsonPayload.correlation_id="cid-written" resource.labels.service_name="create-hold"'
    first, second = server.log_entries(text)
    assert first["timestamp"] == "2026-01-31T12:00:00.000000Z"
    assert (first["labels"], second["labels"]) == ({"instanceId": "1"}, {"instanceId": "2"})
    newest = server.log_entries(text, orderBy="timestamp desc")
    assert [one["severity"] for one in newest] == ["INFO", "ERROR"]


def test_entries_come_in_pages(server: Server) -> None:
    entry = {"logName": "projects/paged/logs/x"}
    body = {"entries": [{**entry, "textPayload": f"line {n}"} for n in range(5)]}
    server.call("POST", "v2/entries:write", body)
    texts, token = [], ""
    for _ in range(3):
        request = {"resourceNames": ["projects/paged"], "pageSize": 2, "pageToken": token}
        _, page = server.call("POST", "v2/entries:list", request)
        texts += [one["textPayload"] for one in page["entries"]]
        token = page.get("nextPageToken", "")
    assert (texts, token) == ([f"line {n}" for n in range(5)], "")


def test_entries_that_arrive_between_two_pages_move_nothing(server: Server) -> None:
    def write(*texts: str) -> None:
        entries = [{"logName": "projects/moved/logs/x", "textPayload": text} for text in texts]
        assert server.call("POST", "v2/entries:write", {"entries": entries})[0] == 200

    write("one", "two", "three")
    request = {"resourceNames": ["projects/moved"], "orderBy": "timestamp desc", "pageSize": 2}
    _, first = server.call("POST", "v2/entries:list", request)
    write("four")
    request["pageToken"] = first["nextPageToken"]
    _, second = server.call("POST", "v2/entries:list", request)
    texts = [one["textPayload"] for one in first["entries"] + second["entries"]]
    assert texts == ["three", "two", "one"]
    other = {**request, "filter": "textPayload:*"}
    status, answer = server.call("POST", "v2/entries:list", other)
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_an_entry_written_twice_with_one_time_and_id_is_one_entry(server: Server) -> None:
    entry = {
        "logName": "projects/twice/logs/x",
        "insertId": "a",
        "timestamp": "2026-01-31T12:00:00Z",
        "textPayload": "again",
    }
    for _ in range(2):
        server.call("POST", "v2/entries:write", {"entries": [entry]})
    _, page = server.call("POST", "v2/entries:list", {"resourceNames": ["projects/twice"]})
    assert len(page["entries"]) == 1


def test_entries_of_any_year_can_be_written_and_searched(server: Server) -> None:
    years = ("0001", "0999", "1969", "2026", "9999")
    entries = [
        {"logName": "projects/years/logs/x", "timestamp": f"{year}-06-01T00:00:00Z"}
        for year in years
    ]
    assert server.call("POST", "v2/entries:write", {"entries": entries})[0] == 200
    request = {"resourceNames": ["projects/years"], "filter": 'timestamp>="0900-01-01"'}
    _, page = server.call("POST", "v2/entries:list", request)
    assert [one["timestamp"][:4] for one in page["entries"]] == ["0999", "1969", "2026", "9999"]


def test_the_logs_of_a_project_are_listed(server: Server) -> None:
    entries = [{"logName": f"projects/named/logs/{name}"} for name in ("b", "a%2Fb", "b")]
    server.call("POST", "v2/entries:write", {"entries": entries})
    names = ["projects/named/logs/a%2Fb", "projects/named/logs/b"]
    assert server.call("GET", "v2/projects/named/logs") == (200, {"logNames": names})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"entries": []},
        {"entries": [5]},
        {"entries": [{"logName": "nothing"}]},
        {"entries": [{"logName": "projects/p/logs/l", "colour": "red"}]},
        {"entries": [{"logName": "projects/p/logs/l", "severity": "LOUD"}]},
        {"entries": [{"logName": "projects/p/logs/l", "severity": {}}]},
        {"entries": [{"logName": "projects/p/logs/l", "timestamp": "noon"}]},
        {"entries": [{"logName": "projects/p/logs/l", "timestamp": "0001-01-01T00:00:00+14:00"}]},
        {"entries": [{"logName": "projects/p/logs/l", "timestamp": "9999-12-31T23:59:59-14:00"}]},
        {"entries": [{"logName": "projects/p/logs/l", "textPayload": 5}]},
        {"entries": [{"logName": "projects/p/logs/l", "textPayload": "x", "jsonPayload": {}}]},
        {"entries": [{"logName": "projects/p/logs/l", "labels": {"a": 1}}]},
        {"entries": [{"logName": "projects/p/logs/l", "resource": {"type": 5}}]},
        {"entries": [{"logName": "projects/p/logs/a/b"}]},
        {"entries": [{"logName": "projects/p/logs/l"}], "colour": "red"},
        {"entries": [{"logName": "projects/p/logs/l", "labels": []}]},
        {"entries": [{"logName": "projects/p/logs/l", "jsonPayload": "x"}]},
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(server: Server, body: object) -> None:
    status, answer = server.call("POST", "v2/entries:write", body)
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"resourceNames": ["test"]},
        {"resourceNames": ["projects/"]},
        {"resourceNames": ["projects/test"], "colour": "red"},
        {"resourceNames": ["projects/test"], "pageToken": "MTAw"},
        {"resourceNames": ["projects/test"], "filter": 'timestamp>"9999-12-31T23:59:59-14:00"'},
        {"resourceNames": ["projects/test"], "filter": "severity>="},
        {"resourceNames": ["projects/test"], "orderBy": "severity"},
        {"resourceNames": ["projects/test"], "pageToken": "x"},
        {"resourceNames": ["projects/test"], "pageSize": -1},
    ],
)
def test_a_list_request_that_makes_no_sense_is_refused(server: Server, body: object) -> None:
    assert server.call("POST", "v2/entries:list", body)[0] == 400
