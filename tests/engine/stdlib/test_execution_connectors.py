"""The connectors and experimental functions that run other workflows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from infra.engine.values.errors import WorkflowError
from tests.engine.stdlib.connecting import (
    EXECUTIONS,
    connected,
    refused,
)
from tests.engine.stdlib.world import START, World, raised


def executing(method: str, answer: Callable[[Mapping[str, Any]], Awaitable[Any]]) -> World:
    world = World()
    world.executions.answers[method] = answer
    return world


@pytest.mark.parametrize("method", ["run", "create", "get", "list", "cancel"])
def test_executions_are_asked_of_the_engine(method: str) -> None:
    async def answer(args: Mapping[str, Any]) -> Any:
        return {"given": dict(args)}

    result = connected(f"{EXECUTIONS}.{method}", executing(method, answer), a=1)
    assert result == {"given": {"a": 1}}


def test_run_with_skip_polling_only_creates_the_execution() -> None:
    async def answer(args: Mapping[str, Any]) -> Any:
        return dict(args)

    result = connected(
        f"{EXECUTIONS}.run",
        executing("create", answer),
        workflow_id="child",
        argument={"n": 1},
        connector_params={"skip_polling": True},
    )
    location = "projects/hotelly-local/locations/southamerica-east1"
    assert result["parent"] == f"{location}/workflows/child"
    assert result["body"] == {"argument": '{"n":1}'}


def test_the_connector_timeout_ends_the_wait() -> None:
    world = World()

    async def never(args: Mapping[str, Any]) -> Any:
        await world.clock.sleep(10**9)

    world.executions.answers["run"] = never
    error = refused(
        f"{EXECUTIONS}.run", world, workflow_id="child", connector_params={"timeout": 60}
    )
    assert error["tags"] == ["TimeoutError", "OSError"]
    assert world.clock.now() == START + 60


def test_experimental_map_gives_the_results_in_order() -> None:
    async def double(args: Mapping[str, Any]) -> Any:
        return args["argument"] * 2

    world = executing("run", double)
    assert world.call("experimental.executions.map", "child", [1, 2, 3]) == [2, 4, 6]
    assert world.call("experimental.executions.run", "child", argument=4) == 8


def test_a_failed_child_is_an_execution_error_of_the_experimental_functions() -> None:
    async def fail(args: Mapping[str, Any]) -> Any:
        raise WorkflowError({"message": "Execution failed", "tags": ["OperationError"]})

    error = raised("experimental.executions.run", "child", world=executing("run", fail))
    assert error == {"message": "Execution failed", "tags": ["ExecutionError"]}


def test_an_endless_child_is_a_timeout_error_of_the_experimental_functions() -> None:
    world = World()

    async def never(args: Mapping[str, Any]) -> Any:
        await world.clock.sleep(10**9)

    world.executions.answers["run"] = never
    error = raised("experimental.executions.map", "child", [1], timeout=5, world=world)
    assert error["tags"][0] == "TimeoutError"
