"""Workflows that run other workflows, wait for them and cancel them."""

from __future__ import annotations

import pytest

from infra.engine.service.engine import Engine
from infra.engine.service.execution import Settings, StartRequest
from tests.engine.api.engine_server import ECHO, FAILING, WAITING
from tests.engine.api.library import FLOW, PARENT, with_engine

RUN_CHILD = """
main:
  steps:
    - run:
        try:
          call: googleapis.workflowexecutions.v1.projects.locations.workflows.executions.run
          args: {workflow_id: flow, argument: {n: 1}}
          result: answer
        except:
          as: e
          steps:
            - told:
                return: ${e.operation.error.payload}
    - done:
        return: ${answer}
"""


def test_a_workflow_runs_another_and_gets_its_result() -> None:
    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=ECHO))
        engine.deploy(PARENT, Settings(source=RUN_CHILD))
        parent = engine.start(PARENT, StartRequest())
        await parent.finished.wait()
        assert (parent.result, len(engine.store.executions(FLOW))) == ('{"n":1}', 1)

    with_engine(journey)


def test_a_child_that_fails_is_an_operation_error_with_the_execution() -> None:
    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=FAILING))
        engine.deploy(PARENT, Settings(source=RUN_CHILD))
        parent = engine.start(PARENT, StartRequest())
        await parent.finished.wait()
        assert parent.result == '"{\\"code\\":7,\\"reason\\":\\"broken\\"}"'

    with_engine(journey)


@pytest.mark.parametrize(
    ("body", "state"), [("{}", "CANCELLED"), ("null", "CANCELLED"), ("[]", "ACTIVE")]
)
def test_a_workflow_cancels_another_with_whatever_body(body: str, state: str) -> None:
    source = f"""
main:
  params: [name]
  steps:
    - cancel:
        call: googleapis.workflowexecutions.v1.projects.locations.workflows.executions.cancel
        args: {{name: "${{name}}", body: {body}, connector_params: {{timeout: 5}}}}
"""

    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=WAITING))
        engine.deploy(PARENT, Settings(source=source))
        child = engine.start(FLOW, StartRequest())
        parent = engine.start(PARENT, StartRequest(f'"{child.name}"'))
        await parent.finished.wait()
        assert child.state == state
        assert (parent.state == "SUCCEEDED") is (state == "CANCELLED")
        assert parent.error is None or "TypeError" in parent.error.payload

    with_engine(journey)


def test_a_child_that_does_not_exist_is_an_http_error() -> None:
    source = RUN_CHILD.replace("${e.operation.error.payload}", "${e.code}")

    async def journey(engine: Engine) -> None:
        engine.deploy(PARENT, Settings(source=source))
        parent = engine.start(PARENT, StartRequest())
        await parent.finished.wait()
        assert parent.result == "404"

    with_engine(journey)


def test_waiting_for_a_child_ends_with_the_timeout_and_the_child_goes_on() -> None:
    source = """
main:
  steps:
    - run:
        try:
          call: experimental.executions.map
          args: {workflow_id: flow, arguments: [1], timeout: 5}
        except:
          as: e
          steps:
            - told:
                return: ${e.tags[0]}
"""

    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=WAITING))
        engine.deploy(PARENT, Settings(source=source))
        parent = engine.start(PARENT, StartRequest())
        await parent.finished.wait()
        (child,) = engine.store.executions(FLOW)
        assert (parent.result, child.state) == ('"TimeoutError"', "ACTIVE")

    with_engine(journey)
