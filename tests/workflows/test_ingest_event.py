from collections.abc import Mapping
from typing import Any

import pytest

from infra.engine.world.context import HttpResponse
from tests.workflows.functions_stub import error
from tests.workflows.ingesting import IDS, ingest


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
    run, functions = ingest(event_type, **{function: {"outcome": "done", "lead_id": "l1"}})
    assert run.result == {"outcome": "done", "lead_id": "l1"}
    assert functions.calls == [(function, IDS)]


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
        ("not_for_sale", "sold_out"),
        *((same, same) for same in ("sold_out", "over_capacity", "min_stay")),
        *((same, same) for same in ("closed_to_arrival", "closed_to_departure")),
        *((same, same) for same in ("too_many_holds", "property_busy")),
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


def test_a_stay_in_the_past_is_told_as_such() -> None:
    _, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "not_for_sale", "reason": "in_the_past"},
        send_message={"outcome": "sent"},
    )
    assert functions.bodies("send-message") == [{**IDS, "template": "in_the_past"}]


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
    assert functions.names == ["begin-event", "close-checkout", "cancel", "send-message"]
    assert functions.bodies("close-checkout") == [{**IDS, "hold_id": "h1"}]


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
    [(severity, payload)] = run.log.entries
    assert severity == "INFO"
    assert payload == {
        "message": "move-stage, moved",
        **IDS,
        "event_type": "stage_changed",
        "step": "move-stage",
        "outcome": "moved",
    }


def test_a_failed_step_is_logged_as_an_error_by_its_code() -> None:
    run, _ = ingest("stage_changed", move_stage=error(422, "missing"))
    errors = [payload for severity, payload in run.log.entries if severity == "ERROR"]
    assert [(each["step"], each["outcome"]) for each in errors] == [
        ("move-stage", "HTTP 422 missing")
    ]
