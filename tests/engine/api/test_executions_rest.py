"""Executions as curl and gcloud see them: plain HTTP and JSON."""

from __future__ import annotations

import base64
import json

import pytest

from tests.engine.api.engine_server import ECHO, FAILING, LOCATION, WAITING, Server

LOOP = """
main:
  steps:
    - init:
        assign: [{total: 0}]
    - add:
        for:
          value: n
          in: [1, 2, 3]
          steps:
            - sum:
                assign: [{total: "${total + n}"}]
    - done:
        return: ${total}
"""


def test_an_execution_answers_active_and_then_its_result(server: Server) -> None:
    workflow = server.deploy(ECHO)
    status, created = server.call(
        "POST", f"v1/{workflow}/executions", {"argument": '{"n": 1.0}', "labels": {"team": "sales"}}
    )
    assert status == 200
    assert created["state"] == "ACTIVE"
    assert created["startTime"] == created["createTime"]
    done = server.finished(created["name"])
    assert done["result"] == '{"n":1}'
    assert done["labels"] == {"team": "sales"}
    assert done["duration"].endswith("s")
    assert done["status"]["currentSteps"] == [{"routine": "main", "step": "answer"}]


def test_labels_are_inherited_overridden_and_no_more_than_64(server: Server) -> None:
    workflow = server.deploy(labels={f"a{n}": "old" for n in range(60)})
    execution = server.start(workflow, labels={"a0": "new", "b": ""})
    _, shown = server.call("GET", f"v1/{execution}")
    assert (shown["labels"]["a0"], shown["labels"]["a1"], shown["labels"]["b"]) == (
        "new",
        "old",
        "",
    )
    body = {"labels": {f"b{n}": "" for n in range(5)}}
    status, answer = server.call("POST", f"v1/{workflow}/executions", body)
    assert (status, answer["error"]["message"]) == (400, "there are more than 64 labels")


def test_a_failure_shows_payload_context_and_stack_with_positions_as_text(server: Server) -> None:
    done = server.finished(server.start(server.deploy(FAILING)))
    assert done["state"] == "FAILED"
    assert "result" not in done
    assert json.loads(done["error"]["payload"]) == {"code": 7, "reason": "broken"}
    assert done["error"]["context"].endswith('in step "fail", routine "main", line: 5')
    (frame,) = done["error"]["stackTrace"]["elements"]
    assert (frame["step"], frame["position"]["line"]) == ("fail", "5")


def test_a_resource_limit_has_neither_context_nor_stack(server: Server) -> None:
    double = "{a: '${a + a}'}"
    source = f"""
main:
  steps:
    - big:
        assign: [a: {"x" * 100_000}, {double}, {double}, {double}]
"""
    error = server.finished(server.start(server.deploy(source)))["error"]
    assert set(error) == {"payload"}
    assert "ResourceLimitError" in error["payload"]


def test_the_basic_view_leaves_out_what_is_large(server: Server) -> None:
    name = server.start(server.deploy(), {"n": 1})
    server.finished(name)
    _, shown = server.call("GET", f"v1/{name}?view=BASIC")
    assert set(shown) == {
        "name",
        "createTime",
        "startTime",
        "endTime",
        "duration",
        "state",
        "workflowRevisionId",
    }


@pytest.mark.parametrize(
    "body",
    [
        {"argument": {"n": 1}},
        {"argument": "{"},
        {"argument": "NaN"},
        {"argument": "[" * 200 + "]" * 200},
        {"argument": json.dumps("x" * 32 * 1024)},
        {"arguments": "1"},
        {"labels": {"Team": "sales"}},
        {"labels": {"team": 1}},
        {"callLogLevel": "LOUD"},
        {"callLogLevel": 4},
        {"callLogLevel": True},
        {"executionHistoryLevel": 3},
        {"disableConcurrencyQuotaOverflowBuffering": "yes"},
        [],
        "text",
    ],
)
def test_an_execution_that_makes_no_sense_is_refused(server: Server, body: object) -> None:
    status, answer = server.call("POST", f"v1/{server.deploy()}/executions", body)
    assert status == 400
    assert answer["error"]["status"] == "INVALID_ARGUMENT"


def test_names_and_enums_come_in_every_form_that_google_reads(server: Server) -> None:
    workflow = server.deploy()
    for body in (
        {"callLogLevel": 1, "disableConcurrencyQuotaOverflowBuffering": "true"},
        {"call_log_level": "LOG_ALL_CALLS", "disable_concurrency_quota_overflow_buffering": True},
        {"callLogLevel": "1", "disableConcurrencyQuotaOverflowBuffering": True, "labels": None},
    ):
        status, created = server.call("POST", f"v1/{workflow}/executions", body)
        assert (status, created["callLogLevel"]) == (200, "LOG_ALL_CALLS")
        assert created["disableConcurrencyQuotaOverflowBuffering"] is True
        server.finished(created["name"])
    path = f"v1/{workflow}/executions?page_size=1&view=2&order_by=startTime"
    _, page = server.call("GET", path)
    assert len(page["executions"]) == 1
    assert page["executions"][0]["argument"] == "null"


def test_an_answer_in_another_format_is_refused(server: Server) -> None:
    path = f"v1/{server.deploy()}/executions"
    assert server.call("GET", f"{path}?alt=json&prettyPrint=false&fields=executions")[0] == 200
    assert server.call("GET", f"{path}?$alt=json;enum-encoding=int")[0] == 200
    status, answer = server.call("GET", f"{path}?alt=proto")
    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_a_waiting_execution_can_be_cancelled_once(server: Server) -> None:
    name = server.start(server.deploy(WAITING))
    status, cancelled = server.call("POST", f"v1/{name}:cancel", {})
    assert (status, cancelled["state"]) == (200, "CANCELLED")
    status, answer = server.call("POST", f"v1/{name}:cancel", {})
    assert (status, answer["error"]["status"]) == (400, "FAILED_PRECONDITION")
    _, entries = server.call("GET", f"v1/{name}/stepEntries")
    assert [one["state"] for one in entries.get("stepEntries", [])] in (["STATE_CANCELLED"], [])


def test_step_entries_are_linked_filtered_skipped_and_counted(server: Server) -> None:
    name = server.start(server.deploy(LOOP))
    server.finished(name)
    _, answer = server.call("GET", f"v1/{name}/stepEntries")
    entries = answer["stepEntries"]
    assert answer["totalSize"] == len(entries)
    assert [one["entryId"] for one in entries] == [str(n + 1) for n in range(len(entries))]
    assert entries[0]["stepType"] == "STEP_ASSIGN"
    assert entries[0]["navigationInfo"]["next"] == entries[1]["entryId"]
    assert entries[0]["name"] == f"{name}/stepEntries/1"
    assert server.call("GET", f"v1/{entries[0]['name']}") == (200, entries[0])
    _, sums = server.call("GET", f"v1/{name}/stepEntries?filter=step%3Dsum%20state%3DSUCCEEDED")
    assert len(sums["stepEntries"]) == 3
    _, last = server.call("GET", f"v1/{name}/stepEntries?skip={len(entries) - 1}")
    assert [one["step"] for one in last["stepEntries"]] == ["done"]
    _, backwards = server.call("GET", f"v1/{name}/stepEntries?orderBy=entryId%20desc&pageSize=1")
    assert backwards["stepEntries"][0]["step"] == "done"


def test_detailed_history_shows_variables(server: Server) -> None:
    name = server.start(server.deploy(LOOP), executionHistoryLevel="EXECUTION_HISTORY_DETAILED")
    server.finished(name)
    _, answer = server.call("GET", f"v1/{name}/stepEntries?filter=step%3Ddone")
    assert answer["stepEntries"][0]["variableData"]["variables"] == {"total": 6}


def test_the_history_of_a_finished_execution_can_be_deleted(server: Server) -> None:
    waiting = server.start(server.deploy(WAITING))
    status, answer = server.call("POST", f"v1/{waiting}:deleteExecutionHistory", {})
    assert (status, answer["error"]["status"]) == (400, "FAILED_PRECONDITION")
    server.call("POST", f"v1/{waiting}:cancel", {})
    assert server.call("POST", f"v1/{waiting}:deleteExecutionHistory", {}) == (200, {})
    assert server.call("GET", f"v1/{waiting}/stepEntries") == (200, {"totalSize": 0})


def test_exported_data_holds_the_execution_and_its_steps(server: Server) -> None:
    name = server.start(server.deploy(ECHO), 5)
    server.finished(name)
    _, answer = server.call("GET", f"v1/{name}:exportData")
    data = json.loads(answer["data"])
    assert data["execution"]["result"] == "5"
    assert [one["step"] for one in data["stepEntries"]] == ["answer"]


def test_a_pubsub_push_becomes_a_cloud_event(server: Server) -> None:
    data = base64.b64encode(b"hi").decode()
    push = {
        "GCPCloudEventsMode": "CUSTOM_PUBSUB_projects/test/topics/news",
        "subscription": "projects/test/subscriptions/news",
        "message": {"data": data, "messageId": "1", "publishTime": "2026-01-01T00:00:00Z"},
    }
    path = f"v1/{server.deploy(ECHO)}:triggerPubsubExecution"
    status, execution = server.call("POST", path, push)
    assert status == 200
    event = json.loads(server.finished(execution["name"])["result"])
    assert event["data"] == {"message": push["message"], "subscription": push["subscription"]}
    assert event["source"] == "//pubsub.googleapis.com/projects/test/topics/news"
    assert server.call("POST", path, {"message": {}, "subscription": "s"})[0] == 400
    for message in ({"data": "no base64!"}, {"data": data, "publishTime": "noon"}):
        assert server.call("POST", path, {"message": message, "subscription": "s"})[0] == 400


@pytest.mark.parametrize(
    "name",
    [
        "workflows/none",
        "workflows/none/executions",
        "workflows/none/executions/none",
        "workflows/none/executions/none/stepEntries",
        "operations/none",
    ],
)
def test_what_does_not_exist_is_not_found(server: Server, name: str) -> None:
    status, answer = server.call("GET", f"v1/{LOCATION}/{name}")
    assert (status, answer["error"]["status"]) == (404, "NOT_FOUND")


def test_v1beta_serves_executions_too(server: Server) -> None:
    workflow = server.deploy(ECHO)
    status, execution = server.call("POST", f"v1beta/{workflow}/executions", {"argument": "5"})
    assert status == 200
    server.finished(execution["name"])
    assert server.call("GET", f"v1beta/{execution['name']}")[1]["result"] == "5"
