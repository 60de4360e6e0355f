"""A paused step ends its execution as deferred, wherever it stands; both workflows."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.engine.testing import execute
from tests.workflows.functions_stub import FUNCTIONS_URL, Functions, error
from tests.workflows.ingesting import ingest

DEFERRED = {"outcome": "deferred", "paused": "all"}
RUN = "googleapis.workflowexecutions.v1.projects.locations.workflows.executions.run"
WELL: dict[str, dict[str, dict[str, Any]]] = {
    "hold_requested": {
        "create_hold": {"outcome": "held", "hold_id": "h1"},
        "create_checkout": {"outcome": "open"},
        "send_message": {"outcome": "sent"},
    },
    "payment_succeeded": {
        "convert": {"outcome": "late", "hold_id": "h1"},
        "resolve_payment": {"outcome": "refunding", "hold_id": "h1"},
        "refund_payment": {"outcome": "refunded"},
        "send_message": {"outcome": "sent"},
    },
    "hold_cancelled": {
        "close_checkout": {"outcome": "closed"},
        "cancel": {"outcome": "cancelled"},
        "send_message": {"outcome": "sent"},
    },
    "message_received": {
        "save_message": {"outcome": "awaits_answer", "wait_seconds": 5},
        "converse": {"outcome": "replied"},
        "send_message": {"outcome": "sent"},
    },
    "won": {"mark_won": {"outcome": "won"}},
}
EVERY_STEP = [(event_type, step) for event_type, steps in WELL.items() for step in steps]


@pytest.mark.parametrize(("event_type", "step"), EVERY_STEP)
def test_a_paused_step_ends_the_execution_as_deferred(event_type: str, step: str) -> None:
    run, functions = ingest(event_type, **(WELL[event_type] | {step: DEFERRED}))
    assert run.result == DEFERRED
    names = [name.replace("-", "_") for name in functions.names if name != "begin-event"]
    assert names == list(WELL[event_type])[: list(WELL[event_type]).index(step) + 1]


def test_what_a_guest_wants_may_be_deferred_while_the_message_is_done() -> None:
    run, functions = ingest(
        "message_received",
        save_message={"outcome": "awaits_answer", "wait_seconds": 5},
        converse={"outcome": "hold", "hold_event_id": "e2", "correlation_id": "c2"},
        create_hold=DEFERRED,
    )
    assert run.result == DEFERRED
    assert functions.names == ["save-message", "converse", "create-hold"]


def test_the_sweep_counts_what_was_paused_meanwhile() -> None:
    functions = Functions({"claim-events": {"outcome": "claimed", "events": [{"event_id": "e1"}]}})
    run = execute(
        "workflows/reprocess-events.workflows.yaml",
        None,
        http=functions,
        connectors={RUN: lambda _: DEFERRED},
        environment={"FUNCTIONS_URL": FUNCTIONS_URL},
    )
    assert run.result == {"processed": 0, "deferred": 1, "failed": 0}


def operate(workflow: str, argument: Mapping[str, Any], answer: Any) -> tuple[Any, list[Any]]:
    functions = Functions({workflow: answer})
    swept: list[Any] = []

    def sweep(arguments: Mapping[str, Any]) -> Any:
        swept.append(arguments["workflow_id"])
        return {"processed": 2, "deferred": 0, "failed": 0}

    run = execute(
        f"workflows/{workflow}.workflows.yaml",
        argument,
        http=functions,
        connectors={RUN: sweep},
        environment={"FUNCTIONS_URL": FUNCTIONS_URL},
    )
    assert functions.bodies(workflow) == [argument]
    return run, swept


def test_an_operator_pauses_by_a_workflow() -> None:
    argument = {"what": "convert", "reason": "oversold", "by": "Rita", "for": "2h"}
    answer = {"outcome": "paused", "what": "convert", "property_id": None, "until": "…"}
    run, swept = operate("pause", argument, answer)
    assert (run.result, swept) == (answer, [])


def test_resuming_runs_what_waited() -> None:
    answer = {"outcome": "resumed", "ended": ["convert"], "still": []}
    run, swept = operate("resume", {"what": "all", "by": "Rita"}, answer)
    assert run.result == answer | {"processed": 2, "deferred": 0, "failed": 0}
    assert swept == ["reprocess-events"]


@pytest.mark.parametrize("workflow", ["pause", "resume"])
def test_what_cannot_be_fails_visibly(workflow: str) -> None:
    run, swept = operate(workflow, {"what": "lunch", "by": "Rita"}, error(400, "invalid_input"))
    assert run.error is not None
    assert swept == []
