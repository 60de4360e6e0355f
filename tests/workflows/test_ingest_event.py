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
