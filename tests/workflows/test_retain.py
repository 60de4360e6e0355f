"""retain: batch after batch until nothing is left, or one that only tells."""

from collections.abc import Mapping
from typing import Any

from infra.engine.testing import Finished, execute
from tests.workflows.functions_stub import FUNCTIONS_URL, Functions


def retain(functions: Functions, argument: Any = None) -> Finished:
    return execute(
        "workflows/retain.workflows.yaml",
        argument,
        http=functions,
        environment={"FUNCTIONS_URL": FUNCTIONS_URL},
    )


def batches(*answers: Mapping[str, Any]) -> Any:
    remaining = iter(answers)
    return lambda _: next(remaining)


def batch(more: bool, outcome: str = "retained", **kinds: int) -> Mapping[str, Any]:
    return {"outcome": outcome, "kinds": kinds, "more": more}


def test_batches_follow_until_nothing_is_left_and_are_added_up() -> None:
    functions = Functions(
        {"retain": batches(batch(True, steps=500, runs=2), batch(True, steps=7), batch(False))}
    )
    run = retain(functions)
    assert run.result == {
        "outcome": "retained",
        "batches": 3,
        "removed": {"steps": 507, "runs": 2},
        "more": False,
    }
    assert functions.bodies("retain") == [{"dry_run": False}] * 3


def test_a_dry_run_tells_of_one_batch() -> None:
    functions = Functions({"retain": batch(True, "counted", payloads=500)})
    run = retain(functions, {"dry_run": True, "limit": 500})
    assert run.result["removed"] == {"payloads": 500}
    assert functions.bodies("retain") == [{"dry_run": True, "limit": 500}]


def test_a_night_has_an_end() -> None:
    functions = Functions({"retain": batch(True, steps=1)})
    assert retain(functions).result["batches"] == 1000
