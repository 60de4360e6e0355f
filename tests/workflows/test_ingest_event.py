from collections.abc import Mapping
from typing import Any

import pytest

from infra.engine.testing import Finished, execute
from infra.engine.world.context import HttpResponse
from tests.workflows.functions_stub import FUNCTIONS_URL, Answer, Functions, error

IDS = {"event_id": "e1", "correlation_id": "c1"}


def begun(event_type: str, **more: Any) -> Mapping[str, Any]:
    return {"outcome": "begun", **IDS, "event_type": event_type, "hold_id": "h1", **more}


def finished(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"outcome": body["status"], "result": body.get("result")}


def ingest(event_type: str, **answers: Answer) -> tuple[Finished, Functions]:
    named = {name.replace("_", "-"): answer for name, answer in answers.items()}
    functions = Functions({"begin-event": begun(event_type), "finish-event": finished, **named})
    argument = {**IDS, "event_type": event_type, "property_id": "farol"}
    environment = {"FUNCTIONS_URL": FUNCTIONS_URL}
    source = "workflows/ingest-event.workflows.yaml"
    return execute(source, argument, http=functions, environment=environment), functions


@pytest.mark.parametrize(
    ("event_type", "function"),
    [
        ("ari_updated", "set-ari"),
        ("lead_created", "upsert-lead"),
        ("message_received", "save-message"),
        ("message_deleted", "update-message"),
        ("delivery_reported", "update-message"),
        ("stage_changed", "move-stage"),
        ("proposal_sent", "register-proposal"),
        ("won", "mark-won"),
        ("obra_created", "create-obra"),
    ],
)
def test_each_simple_event_is_one_step_and_its_answer_the_result(
    event_type: str, function: str
) -> None:
    functions = Functions(
        {
            "begin-event": begun(event_type),
            "finish-event": finished,
            function: {"outcome": "done", "lead_id": "l1"},
        }
    )
    run = execute(
        "workflows/ingest-event.workflows.yaml",
        IDS,
        http=functions,
        environment={"FUNCTIONS_URL": FUNCTIONS_URL},
    )
    assert run.result == {"outcome": "done", "lead_id": "l1"}
    assert functions.names == ["begin-event", function, "finish-event"]
    assert functions.bodies(function) == [IDS]


def test_a_held_room_gets_a_checkout_and_a_link() -> None:
    run, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "held", "hold_id": "h1"},
        create_checkout={"outcome": "open", "session_id": "cs_1"},
        send_message={"outcome": "sent", "message_id": "m1"},
    )
    assert run.result == {
        "outcome": "held",
        "hold_id": "h1",
        "checkout": "open",
        "message": "sent",
    }
    assert functions.bodies("send-message") == [{**IDS, "template": "payment_link"}]


@pytest.mark.parametrize(
    ("outcome", "template"),
    [
        ("sold_out", "sold_out"),
        ("not_for_sale", "sold_out"),
        ("over_capacity", "over_capacity"),
        ("min_stay", "min_stay"),
        ("closed_to_arrival", "closed_to_arrival"),
        ("closed_to_departure", "closed_to_departure"),
    ],
)
def test_no_room_is_told_with_its_reason_and_no_checkout_opened(
    outcome: str, template: str
) -> None:
    run, functions = ingest(
        "hold_requested",
        create_hold={"outcome": outcome},
        send_message={"outcome": "sent"},
    )
    assert run.result == {"outcome": outcome, "message": "sent"}
    assert functions.bodies("send-message") == [{**IDS, "template": template}]


def test_a_hold_that_lapsed_before_its_checkout_is_told_as_expired() -> None:
    _, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "held", "hold_id": "h1"},
        create_checkout={"outcome": "hold_not_active"},
        send_message={"outcome": "sent"},
    )
    assert functions.bodies("send-message") == [{**IDS, "template": "hold_expired"}]


@pytest.mark.parametrize(
    ("outcome", "template"),
    [
        ("converted", "reservation_confirmed"),
        ("already_converted", "reservation_confirmed"),
        ("awaiting_payment", "payment_pending"),
        ("payment_failed", "payment_failed"),
        ("late", "payment_late"),
        ("amount_mismatch", "payment_late"),
        ("checkout_expired", None),
        ("unknown_hold", None),
    ],
)
@pytest.mark.parametrize(
    "event_type", ["payment_succeeded", "payment_pending", "payment_failed", "checkout_expired"]
)
def test_the_guest_hears_what_the_session_says_whatever_the_event_claims(
    event_type: str, outcome: str, template: str | None
) -> None:
    run, functions = ingest(
        event_type, convert={"outcome": outcome}, send_message={"outcome": "sent"}
    )
    assert run.result["outcome"] == outcome
    templates = [body["template"] for body in functions.bodies("send-message")]
    assert templates == ([template] if template else [])


def test_a_cancellation_closes_the_session_before_it_gives_the_rooms_back() -> None:
    run, functions = ingest(
        "hold_cancelled",
        close_checkout={"outcome": "closed"},
        cancel={"outcome": "cancelled"},
        send_message={"outcome": "sent"},
    )
    assert run.result == {"outcome": "cancelled", "message": "sent"}
    assert functions.names[1:4] == ["close-checkout", "cancel", "send-message"]
    assert functions.bodies("close-checkout") == [{**IDS, "hold_id": "h1"}]


def test_an_unknown_event_type_is_finished_as_ignored() -> None:
    run, functions = ingest("stripe.charge.refunded")
    assert run.result == {"outcome": "ignored"}
    assert functions.bodies("finish-event")[0]["status"] == "ignored"


def test_a_finished_event_answers_its_recorded_result_and_does_nothing() -> None:
    recorded = {"outcome": "held", "hold_id": "h1"}
    run, functions = ingest(
        "hold_requested",
        begin_event={**begun("hold_requested"), "outcome": "finished", "result": recorded},
    )
    assert run.result == recorded
    assert functions.names == ["begin-event"]


def test_a_payload_given_by_hand_goes_to_begin_event_and_no_further() -> None:
    functions = Functions(
        {
            "begin-event": begun("lead_created"),
            "upsert-lead": {"outcome": "created"},
            "finish-event": finished,
        }
    )
    argument = {**IDS, "event_type": "lead_created", "payload": {"name": "x"}, "source": "manual"}
    execute(
        "workflows/ingest-event.workflows.yaml",
        argument,
        http=functions,
        environment={"FUNCTIONS_URL": FUNCTIONS_URL},
    )
    execution_id = "00000000-0000-4000-8000-000000000001"
    assert functions.bodies("begin-event") == [{**argument, "execution_id": execution_id}]
    assert functions.bodies("upsert-lead") == [IDS]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (error(422, "unknown_room_type"), "HTTP 422 unknown_room_type"),
        (error(500, "internal_error"), "HTTP 500 internal_error"),
        (HttpResponse(403, {"Content-Type": "text/html"}, b"<p>"), "HTTP 403 without a code"),
    ],
)
def test_a_refused_step_marks_the_event_failed_and_fails_the_execution_by_its_code(
    answer: HttpResponse, code: str
) -> None:
    run, functions = ingest("hold_requested", create_hold=answer)
    assert run.raised == code
    assert functions.names == ["begin-event", "create-hold", "finish-event"]
    body = functions.bodies("finish-event")[0]
    assert (body["status"], body["error"]) == ("failed", code)


def test_an_event_that_cannot_even_be_marked_fails_by_its_first_error() -> None:
    run, functions = ingest(
        "lead_created",
        begin_event=error(400, "invalid_input"),
        finish_event=error(404, "unknown_event"),
    )
    assert run.raised == "HTTP 400 invalid_input"
    assert functions.names == ["begin-event", "finish-event"]


def test_a_step_is_retried_while_its_function_is_away_and_then_goes_on() -> None:
    answers = iter([error(503, "database_busy")] * 3 + [HttpResponse(200, {}, b"")])

    def move_stage(_: Mapping[str, Any]) -> Any:
        answer = next(answers)
        return answer if answer.code == 503 else {"outcome": "moved"}

    run, functions = ingest("stage_changed", move_stage=move_stage)
    assert run.result == {"outcome": "moved"}
    assert functions.names.count("move-stage") == 4


def test_every_step_is_logged_with_its_outcome_and_the_journey() -> None:
    run, _ = ingest("stage_changed", move_stage={"outcome": "moved"})
    severity, payload = run.log.entries[1]
    assert severity == "INFO"
    assert payload == {
        "message": "move-stage, moved",
        **IDS,
        "event_type": "stage_changed",
        "step": "move-stage",
        "outcome": "moved",
    }
    assert len(run.log.entries) == 3


def test_a_failed_step_is_logged_as_an_error_by_its_code() -> None:
    run, _ = ingest("stage_changed", move_stage=error(422, "missing"))
    errors = [payload for severity, payload in run.log.entries if severity == "ERROR"]
    assert [(each["step"], each["outcome"]) for each in errors] == [
        ("move-stage", "HTTP 422 missing")
    ]
