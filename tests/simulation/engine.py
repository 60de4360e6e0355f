"""The workflows as they are deployed, compiled and run by the engine's own library.

An execution is an actor; each function call is another one, which goes on when the execution gives
up waiting or dies. Killing the engine ends all executions and nothing else.
"""

import asyncio
import itertools
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from infra.deployment import filled, load_deployment
from infra.engine.connectors.local import LocalConnectors
from infra.engine.program import ExecutionFailed, History, Program, compile_source, run
from infra.engine.stubs import StubCallbacks, StubTokens
from infra.engine.values.errors import service_error, timed_out
from infra.engine.world.context import Context, HttpRequest, HttpResponse
from tests.simulation import functions
from tests.simulation.actor import Actor, Killed
from tests.simulation.stage import Stage

ROOT: Final = Path(__file__).parents[2]
FUNCTIONS_URL: Final = "http://functions.simulation/{name}"
FAULTS: Final = ("none", "not called", "answer lost", "function dies")
PLACE: Final = {
    "FUNCTIONS_URL": FUNCTIONS_URL,
    "WORKFLOWS_ENDPOINT": "http://workflows.simulation",
    "WORKFLOWS_LOCATION": "southamerica-east1",
}
NEVER: Final = 10.0 * 365 * 24 * 3600


@cache
def program(workflow: str) -> Program:
    path = ROOT / load_deployment().workflows[workflow].source
    return compile_source(path.read_text(), path.name)


@cache
def environment(workflow: str) -> Mapping[str, str]:
    return {
        **filled(load_deployment().workflows[workflow].environment, PLACE),
        "GOOGLE_CLOUD_LOCATION": "southamerica-east1",
        "GOOGLE_CLOUD_PROJECT_ID": "simulation",
        "GOOGLE_CLOUD_WORKFLOW_ID": workflow,
    }


class StageClock:
    """The engine's clock: waiting is an actor's waiting."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def now(self) -> float:
        return self._stage.now

    async def sleep(self, seconds: float) -> None:
        self._stage.sleep(seconds)

    async def wait_for(self, awaitable: Any, seconds: float) -> Any:
        return await awaitable


class Engine:
    def __init__(self, stage: Stage, tell: Callable[[str], None]) -> None:
        self.stage = stage
        self.tell = tell
        self.odds = 0.0
        self.twice = 0.0
        """how often an event is run twice at once"""
        self.away_until = 0.0
        self.executions: dict[str, Actor] = {}
        """those that run, by id"""
        self.logged: list[Any] = []
        """arguments, results and log lines"""
        self.on_answer: Callable[[str, functions.Answer], None] = lambda function, answer: None
        self.started = 0
        self._numbers = itertools.count(1)
        self._connectors = LocalConnectors()

    def start(self, name: str, workflow: str, argument: Any) -> Actor:
        """A new execution; its id is told to the workflow alone."""
        execution_id = f"x{next(self._numbers)}"
        self.started += 1
        self.logged.append(argument)
        actor = self.stage.enter(name, lambda: self._run(execution_id, workflow, argument))
        self.executions[execution_id] = actor
        return actor

    def kill(self) -> None:
        """Whatever runs is gone."""
        self.tell(f"the engine dies, with {len(self.executions)} executions")
        for actor in self.executions.values():
            self.stage.kill(actor)
        self.executions.clear()

    def _run(self, execution_id: str, workflow: str, argument: Any) -> Any:
        context = Context(
            environment={
                **environment(workflow),
                "GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID": execution_id,
            },
            clock=(clock := StageClock(self.stage)),
            http=self,
            tokens=StubTokens(),
            log=_Log(self.logged),
            callbacks=StubCallbacks(clock),
            executions=_Executions(self),
            connectors=self._connectors,
        )
        work = run(program(workflow), argument, context, History(False, clock))
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(lambda *_: None)  # of tasks that died with the engine
        try:
            result = loop.run_until_complete(work)
        except ExecutionFailed as failure:
            self.logged.append(failure.payload)
            raise
        finally:
            self.executions.pop(execution_id, None)
            loop.close()
        self.logged.append(result)
        return result

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Calls a function. Raises the engine's own errors for one that does not answer."""
        me = self.stage.me()
        prefix, _, suffix = FUNCTIONS_URL.partition("{name}")
        function = request.url.removeprefix(prefix).removesuffix(suffix)
        name = me.numbered(function)
        fault = self.stage.choices.draw(f"{name}, fault", FAULTS, self.odds)
        if fault != "none":
            self.tell(f"{name}: {fault}")
        if fault == "not called":
            self.stage.step()
            raise service_error("ConnectionFailedError", "no connection")
        callee = self.stage.enter(name, lambda: functions.call(function, request.body or b""))
        if fault == "function dies":
            self.stage.kill(callee)
        answered = self.stage.wait_for(callee, request.timeout)
        if not answered:
            raise timed_out()
        if fault == "answer lost" or isinstance(callee.error, Killed):
            raise service_error("ConnectionError", "the connection broke")
        if callee.error is not None:
            raise callee.error
        answer: functions.Answer = callee.result
        self.on_answer(name, answer)
        return HttpResponse(
            answer.status, {"Content-Type": "application/json"}, json.dumps(answer.body).encode()
        )


class _Log:
    calls_wanted = False

    def __init__(self, kept: list[Any]) -> None:
        self._kept = kept

    def sys_log(self, payload: Any, severity: str) -> None:
        self._kept.append(payload)

    def call(self, payload: Mapping[str, Any]) -> None: ...


class _Executions:
    """What a workflow does with other workflows: it runs them, and waits or does not."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def call(self, method: str, args: Mapping[str, Any]) -> Any:
        engine = self._engine
        if method == "create":
            workflow = args["parent"].rpartition("/")[2]
            argument = json.loads(args["body"]["argument"])
        else:
            workflow, argument = args["workflow_id"], args.get("argument")
        execution = engine.start(engine.stage.me().numbered(workflow), workflow, argument)
        if method == "create":
            return {"name": f"{args['parent']}/executions/unknown"}
        engine.stage.wait_for(execution, NEVER)
        if execution.error is not None:
            raise service_error("OperationError", "Execution failed or cancelled.")
        return execution.result
