"""How an event begins and ends: with its first and its last step, or by calls of their own."""

import pytest

from infra.engine.testing import execute
from infra.engine.world.context import HttpResponse
from tests.workflows.functions_stub import FUNCTIONS_URL, Functions, error
from tests.workflows.ingesting import IDS, begun, finished, ingest


def test_an_event_of_which_only_the_id_is_known_is_looked_up_first() -> None:
    functions = Functions(
        {"begin-event": begun("won"), "mark-won": {"outcome": "won"}, "finish-event": finished}
    )
    run = execute(
        "workflows/ingest-event.workflows.yaml",
        {"event_id": "e1"},
        http=functions,
        environment={"FUNCTIONS_URL": FUNCTIONS_URL},
    )
    assert run.result == {"outcome": "won"}
    assert functions.names == ["begin-event", "mark-won"]
    assert functions.bodies("mark-won") == [IDS]


def test_every_call_tells_the_run_and_the_last_one_that_nothing_follows() -> None:
    _, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "held", "hold_id": "h1"},
        create_checkout={"outcome": "open"},
        send_message={"outcome": "sent"},
    )
    assert functions.names == ["create-hold", "create-checkout", "send-message"]
    assert {run["event_type"] for _, run in functions.runs} == {"hold_requested"}
    assert len({(run["execution_id"], run["begun_at"]) for _, run in functions.runs}) == 1
    assert [run.get("more_after") for _, run in functions.runs] == [None, None, ["outdated"]]
    so_far = {"outcome": "held", "hold_id": "h1", "checkout": "open"}
    assert functions.runs[-1][1]["so_far"] == so_far


def test_a_step_that_finds_its_event_finished_is_the_last() -> None:
    recorded = {"outcome": "held", "message": "sent"}
    run, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "held", "finished": True, "result": recorded},
    )
    assert run.result == recorded
    assert functions.names == ["create-hold"]


def test_a_booking_costs_seven_calls_with_its_webhooks_and_sixty_steps() -> None:
    runs = [
        ingest(
            "hold_requested",
            create_hold={"outcome": "held", "hold_id": "h1"},
            create_checkout={"outcome": "open"},
            send_message={"outcome": "sent"},
        ),
        ingest(
            "payment_succeeded",
            convert={"outcome": "converted"},
            send_message={"outcome": "sent"},
        ),
    ]
    webhooks = len(runs)
    assert webhooks + sum(len(functions.calls) for _, functions in runs) <= 7
    assert sum(len(run.entries) for run, _ in runs) <= 60


def test_an_unknown_event_type_is_finished_as_ignored() -> None:
    run, functions = ingest("stripe.charge.refunded")
    assert run.result == {"outcome": "ignored"}
    assert functions.bodies("finish-event")[0]["status"] == "ignored"


def test_an_event_found_finished_answers_its_recorded_result_and_does_nothing() -> None:
    recorded = {"outcome": "held", "hold_id": "h1"}
    run, functions = ingest(
        "hold_cancelled",
        begin_event={**begun("hold_cancelled"), "finished": True, "result": recorded},
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
    assert functions.bodies("begin-event") == [argument]
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
    assert functions.names == ["create-hold", "finish-event"]
    body = functions.bodies("finish-event")[0]
    assert (body["status"], body["error"]) == ("failed", code)


def test_an_event_that_cannot_even_be_marked_fails_by_its_first_error() -> None:
    run, functions = ingest(
        "hold_cancelled",
        begin_event=error(400, "invalid_input"),
        finish_event=error(404, "unknown_event"),
    )
    assert run.raised == "HTTP 400 invalid_input"
    assert functions.names == ["begin-event", "finish-event"]
