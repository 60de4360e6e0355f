"""expire-holds, reprocess-events and reconcile."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.engine.stubs import Slow, json_response
from infra.engine.testing import Finished, execute
from infra.engine.values.errors import service_error
from tests.workflows.functions_stub import FUNCTIONS_URL, Functions, error

RUN = "googleapis.workflowexecutions.v1.projects.locations.workflows.executions.run"


def sweep(name: str, functions: Functions, argument: Any = None, runs: Any = None) -> Finished:
    return execute(
        f"workflows/{name}.workflows.yaml",
        argument,
        http=functions,
        connectors={RUN: runs} if runs else {},
        environment={"FUNCTIONS_URL": FUNCTIONS_URL},
    )


@pytest.mark.parametrize("name", ["reconcile", "expire-holds", "reprocess-events", "ingest-event"])
def test_without_the_functions_address_a_workflow_says_so(name: str) -> None:
    argument = {"event_id": "e", "event_type": "won", "correlation_id": "c"}
    run = execute(f"workflows/{name}.workflows.yaml", argument if name == "ingest-event" else None)
    assert "FUNCTIONS_URL is not set" in str(run.error)


def batches(*answers: Mapping[str, Any]) -> Any:
    remaining = iter(answers)
    return lambda _: next(remaining)


def expired(count: int = 0, *closing: str) -> Mapping[str, Any]:
    return {"outcome": "expired", "expired": count, "hold_ids": [], "closing": list(closing)}


def claimed(*events: str) -> Mapping[str, Any]:
    return {"outcome": "claimed", "events": [{"event_id": event} for event in events]}


def test_holds_expire_in_batches_until_none_is_left() -> None:
    functions = Functions({"expire": batches(expired(50), expired(50), expired(3), expired())})
    run = sweep("expire-holds", functions)
    assert run.result == {"expired": 103, "closed": 0, "awaiting": 0, "news": 0}
    assert functions.names == ["expire"] * 4
    assert functions.bodies("expire")[0] == {
        "limit": 100,
        "execution_id": "00000000-0000-4000-8000-000000000001",
        "now": None,
    }


def test_the_time_to_go_by_reaches_every_call() -> None:
    now = "2027-01-01T00:00:00Z"
    functions = Functions(
        {
            "expire": batches(expired(0, "h1"), expired()),
            "close-checkout": {"outcome": "closed"},
        }
    )
    sweep("expire-holds", functions, {"now": now})
    assert {body["now"] for _, body in functions.calls} == {now}


def test_an_open_session_is_closed_before_its_rooms_come_back() -> None:
    functions = Functions(
        {
            "expire": batches(expired(1, "h1", "h2"), expired()),
            "close-checkout": {"outcome": "closed"},
        }
    )
    run = sweep("expire-holds", functions)
    assert run.result == {"expired": 1, "closed": 2, "awaiting": 0, "news": 0}
    assert sorted(body["hold_id"] for body in functions.bodies("close-checkout")) == ["h1", "h2"]


def test_a_guest_who_was_faster_than_the_expiry_has_the_payment_processed() -> None:
    ran: list[Any] = []
    event = {"event_id": "e9", "event_type": "payment_succeeded"}
    functions = Functions(
        {
            "expire": batches(expired(0, "h1"), expired()),
            "close-checkout": {"outcome": "complete", "event": event},
        }
    )
    run = sweep("expire-holds", functions, runs=ran.append)
    assert run.result["news"] == 1
    assert [(call["workflow_id"], call["argument"]) for call in ran] == [("ingest-event", event)]


def test_one_session_that_cannot_be_closed_fails_the_run_but_keeps_nobody_waiting() -> None:
    def close(body: Mapping[str, Any]) -> Any:
        return error(500, "stripe_refused") if body["hold_id"] == "h1" else {"outcome": "closed"}

    functions = Functions(
        {
            "expire": batches(expired(0, "h1", "h2"), expired()),
            "close-checkout": close,
        }
    )
    run = sweep("expire-holds", functions)
    assert run.raised == "sessions that could not be closed - 1"
    assert sorted(body["hold_id"] for body in functions.bodies("close-checkout")) == ["h1", "h2"]


def test_a_stripe_that_is_away_is_soon_left_alone_and_the_field_given_back() -> None:
    holds = [f"h{number}" for number in range(40)]
    functions = Functions(
        {
            "expire": batches(expired(3, *holds), expired()),
            "close-checkout": error(503, "stripe_unavailable"),
        }
    )
    run = sweep("expire-holds", functions)
    assert run.raised is not None
    assert 3 <= len(functions.bodies("close-checkout")) <= 22
    assert [body["limit"] for body in functions.bodies("expire")] == [100, 0]


def test_a_thousand_sessions_are_closed_in_twenty_seconds_and_within_stripes_rate() -> None:
    """Stripe answers in 300 ms; by the clock of the test, on which nothing else takes time."""
    holds = [f"h{number}" for number in range(1000)]
    hundreds = [expired(0, *holds[start : start + 100]) for start in range(0, 1000, 100)]
    answer = Slow(json_response({"outcome": "closed"}), 0.3)
    functions = Functions({"expire": batches(*hundreds, expired()), "close-checkout": answer})
    run = sweep("expire-holds", functions)
    assert run.result["closed"] == 1000
    assert 1000 / 80 <= run.seconds <= 20
    assert len(run.entries) <= 15_000


def test_a_run_ends_long_before_its_steps_are_used_up() -> None:
    many = [f"h{number}" for number in range(100)]
    functions = Functions(
        {
            "expire": lambda body: expired(0, *many) if body["limit"] else expired(),
            "close-checkout": {"outcome": "closed"},
        }
    )
    run = sweep("expire-holds", functions)
    assert run.result["closed"] == 5000
    assert len(run.entries) <= 75_000


def test_a_run_that_finds_another_at_it_ends() -> None:
    functions = Functions({"expire": {**expired(), "outcome": "busy"}})
    assert sweep("expire-holds", functions).result == {"outcome": "busy"}
    assert functions.names == ["expire"]


def test_lost_events_are_run_again_in_batches_and_failures_counted() -> None:
    ran: list[str] = []

    def run_ingest(args: Mapping[str, Any]) -> Any:
        ran.append(args["argument"]["event_id"])
        if ran[-1] == "e2":
            raise service_error("OperationError", "Execution failed or cancelled.")

    functions = Functions({"claim-events": batches(claimed("e1", "e2"), claimed("e3"))})
    run = sweep("reprocess-events", functions, {"limit": 2}, runs=run_ingest)
    assert run.result == {"processed": 2, "deferred": 0, "failed": 1}
    assert ran == ["e1", "e2", "e3"]
    first, second = functions.bodies("claim-events")
    assert first == second == {"limit": 2, "now": first["now"]}


def test_with_nothing_lost_nothing_is_run() -> None:
    functions = Functions({"claim-events": claimed()})
    assert sweep("reprocess-events", functions).result == {
        "processed": 0,
        "deferred": 0,
        "failed": 0,
    }
    assert functions.bodies("claim-events")[0]["limit"] == 50


def test_an_operator_may_widen_what_is_run_again() -> None:
    functions = Functions({"claim-events": claimed()})
    wider = {"older_than_seconds": 0, "limit": 5, "now": "2027-01-01T00:00:00Z"}
    sweep("reprocess-events", functions, wider)
    assert functions.bodies("claim-events") == [wider]


def test_findings_are_logged_at_their_severity() -> None:
    finding = {"check": "stuck_holds", "severity": "WARNING", "count": 2, "ids": ["h1", "h2"]}
    functions = Functions({"diagnose": {"outcome": "diagnosed", "findings": [finding]}})
    run = sweep("reconcile", functions)
    assert run.result == {"findings": 1, "found": {"stuck_holds": 2}}
    [(severity, payload)] = run.log.entries
    assert (severity, payload["outcome"], payload["count"]) == ("WARNING", "stuck_holds", 2)


def test_the_past_is_looked_at_slice_by_slice() -> None:
    slices = batches(
        {"outcome": "checked", "findings": [], "next": "2026-03-01"},
        {"outcome": "checked", "findings": [], "next": None},
    )
    functions = Functions({"diagnose": slices})
    run = sweep("reconcile", functions, {"history_from": "0001-01-01"})
    assert run.result == {"findings": 0, "found": {}}
    asked = [body["history_from"] for body in functions.bodies("diagnose")]
    assert asked == ["0001-01-01", "2026-03-01"]


def test_events_that_no_webhook_told_are_run_piece_by_piece() -> None:
    ran: list[str] = []
    functions = Functions(
        {
            "sweep-payments": batches(
                {"outcome": "behind", "events": [{"event_id": "e1"}, {"event_id": "e2"}]},
                {"outcome": "swept", "events": [{"event_id": "e3"}]},
            )
        }
    )
    run = sweep(
        "sweep-payments", functions, runs=lambda args: ran.append(args["argument"]["event_id"])
    )
    assert run.result == {"missing": 3, "failed": 0}
    assert sorted(ran) == ["e1", "e2", "e3"]
