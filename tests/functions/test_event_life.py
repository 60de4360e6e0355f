"""Events begun by hand and by the receiver, finished, failed, and claimed again."""

from typing import Any

from tests.functions.conftest import ExecutionsApi, post, send_event, step

RUN = {"run": {"execution_id": "x1", "begun_at": "2027-01-01T00:00:00.000000Z"}}
SECOND_RUN = {"run": {**RUN["run"], "execution_id": "x2"}}
BY_HAND = {
    "event_id": "test-123",
    "correlation_id": "00000000-0000-0000-0000-000000000001",
    "event_type": "lead_created",
    "payload": {
        "name": "Teste Manual",
        "phone": "11999998888",
        "phone_normalized": "5511999998888",
        "source": "manual",
    },
    "source": "manual",
}


def test_a_run_by_hand_needs_no_receipt(service: ExecutionsApi, connection: Any) -> None:
    begun = post("begin-event", {**BY_HAND, **RUN}).get_json()
    assert (begun["outcome"], begun["event_type"]) == ("begun", "lead_created")
    assert begun["correlation_id"] == BY_HAND["correlation_id"]
    assert step("upsert-lead", "test-123")["outcome"] == "created"
    cursor = connection.cursor()
    cursor.execute("select phone, name from leads")
    assert cursor.fetchall() == (["+5511999998888", "Teste Manual"],)


def test_a_payload_by_hand_is_checked_like_any_other(service: ExecutionsApi) -> None:
    body = {**BY_HAND, **RUN, "payload": {"name": "Teste", "phone": "1"}}
    answer = post("begin-event", body)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["details"][0]["path"] == "payload.phone"


def test_an_event_nobody_knows_cannot_begin(service: ExecutionsApi) -> None:
    answer = post("begin-event", {"event_id": "nobody", **RUN})
    assert answer.status_code == 404


def test_a_finished_event_answers_its_result_to_every_later_run(service: ExecutionsApi) -> None:
    event_id = send_event("tower_checked", {})
    assert step("begin-event", event_id, **RUN)["outcome"] == "begun"
    result = {"outcome": "ignored"}
    finished = step("finish-event", event_id, **RUN, status="ignored", result=result)
    assert finished["result"] == result
    again = step("begin-event", event_id, **SECOND_RUN)
    assert (again["outcome"], again["result"]) == ("finished", result)


def test_a_workflow_of_the_release_before_begins_and_finishes_without_a_run(
    service: ExecutionsApi,
) -> None:
    older: dict[str, Any] = {"execution_id": "x1"}
    result = {"outcome": "created"}
    event_id = send_event("tower_checked", {})
    assert step("begin-event", event_id, **older, property_id=None)["outcome"] == "begun"
    failed = step("finish-event", event_id, **older, status="failed", error="HTTP 422 missing")
    assert failed["outcome"] == "failed"
    assert step("begin-event", event_id, execution_id="x2")["outcome"] == "begun"
    step("finish-event", event_id, execution_id="x2", status="processed", result=result)
    assert step("begin-event", event_id, execution_id="x3")["result"] == result


def test_whoever_begins_or_finishes_says_in_which_execution(service: ExecutionsApi) -> None:
    event_id = send_event("tower_checked", {})
    for function, rest in (("begin-event", {}), ("finish-event", {"status": "processed"})):
        answer = post(function, {"event_id": event_id, **rest})
        assert answer.status_code == 400
        assert answer.get_json()["error"]["details"][0]["path"] == "run"


def test_a_failed_event_is_claimed_once_and_can_begin_again(service: ExecutionsApi) -> None:
    event_id = send_event("tower_checked", {})
    step("begin-event", event_id, **RUN)
    failed = step("finish-event", event_id, **RUN, status="failed", error="HTTP 422 missing")
    assert failed["outcome"] == "failed"
    later = {"now": "2099-01-01T00:00:00Z"}
    claimed = post("claim-events", later).get_json()["events"]
    assert [event["event_id"] for event in claimed] == [event_id]
    assert post("claim-events", later).get_json()["events"] == []
    assert step("begin-event", event_id, **SECOND_RUN)["outcome"] == "begun"


def test_all_is_well_on_an_empty_database(service: ExecutionsApi) -> None:
    assert post("diagnose").get_json() == {"outcome": "diagnosed", "findings": []}
