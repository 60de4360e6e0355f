"""Runs executions: gives each its Context, and writes down how it ended."""

from __future__ import annotations

import asyncio
import hashlib
import sys
import traceback
from collections.abc import Callable, Mapping

from infra.engine.program import ExecutionFailed, run
from infra.engine.service.callbacks import CallbackEndpoints
from infra.engine.service.execution import UNFINISHED, Execution, ExecutionError
from infra.engine.service.logs import ExecutionLog
from infra.engine.service.pace import Pace
from infra.engine.service.surroundings import Surroundings
from infra.engine.values import json_text
from infra.engine.values.errors import Cancelled
from infra.engine.values.shown import to_json
from infra.engine.world.clock import SystemClock
from infra.engine.world.context import Context, Executions, Tokens


class Runner:
    def __init__(
        self,
        surroundings: Surroundings,
        child_executions: Callable[[Execution], Executions],
        ended: Callable[[Execution], None],
    ) -> None:
        """`ended` hears of each execution that will not change any more."""
        self._world = surroundings
        self._child_executions = child_executions
        self._ended = ended
        self._tokens: dict[str, Tokens] = {}
        self._pace = Pace(self._launch)
        self.interrupting = False
        """whether what ends without having been cancelled by anybody is to say so"""

    def begin(self, execution: Execution, *, waited: bool) -> None:
        """The first step runs at the next turn of the event loop.

        An execution starts the moment it is created unless it `waited` in line.
        """
        execution.state = "ACTIVE"
        execution.started = self._world.clock.now() if waited else execution.created
        self._pace.begin(execution)

    def _launch(self, execution: Execution) -> None:
        if execution.state not in UNFINISHED:
            return  # it was stopped before it got here
        task = asyncio.get_running_loop().create_task(self._run(execution))
        # A task cancelled before its first turn never enters _run; its callback always comes.
        task.add_done_callback(lambda _: self._end(execution))
        execution.task = task

    async def stop(self, execution: Execution) -> None:
        """Cancel `execution` unless it has ended; returns when it has."""
        if execution.task is not None:
            execution.task.cancel()
            await execution.finished.wait()
        elif execution.state in UNFINISHED:
            self._end(execution)

    async def _run(self, execution: Execution) -> None:
        log = self._log(execution)
        log.started()
        program, limits = execution.revision.program, self._world.limits
        argument = json_text.decode(execution.argument)
        context = self._context(execution, log)
        try:
            value = await run(program, argument, context, execution.history, limits)
            execution.result = json_text.encode(value)
            execution.end("SUCCEEDED", self._world.clock.now())
        except ExecutionFailed as failure:
            execution.error = _error(failure)
            execution.end("FAILED", self._world.clock.now())
        except Cancelled:
            self._cut_off(execution)
        except Exception as error:
            execution.error = _internal_error(error)
            execution.end("FAILED", self._world.clock.now())

    def _end(self, execution: Execution) -> None:
        if execution.state in UNFINISHED:
            self._cut_off(execution)
        execution.task = None
        execution.callbacks.close()
        self._log(execution).ended()
        self._ended(execution)
        execution.finished.set()
        # What all that have ended share needs no memory and no time of the collector's for each.
        execution.callbacks, execution.finished = _CLOSED, _FINISHED

    def interrupt(self, execution: Execution) -> None:
        """End what was under way when the engine that ran it ended."""
        self.interrupting = True
        self._end(execution)
        self.interrupting = False

    def _cut_off(self, execution: Execution) -> None:
        if self.interrupting:
            execution.error = _INTERRUPTED
        execution.end("FAILED" if self.interrupting else "CANCELLED", self._world.clock.now())

    def _log(self, execution: Execution) -> ExecutionLog:
        return ExecutionLog(self._world.logs, execution, self._world.clock.now)

    def _context(self, execution: Execution, log: ExecutionLog) -> Context:
        world = self._world
        return Context(
            environment=environment(execution),
            clock=world.clock,
            http=world.http,
            tokens=self._tokens_of(execution.revision.settings.service_account),
            log=log,
            callbacks=execution.callbacks,
            executions=self._child_executions(execution),
            connectors=world.connectors,
        )

    def _tokens_of(self, account: str) -> Tokens:
        email = account.rsplit("/", 1)[-1]
        if email not in self._tokens:
            self._tokens[email] = self._world.tokens(email)
        return self._tokens[email]


def environment(execution: Execution) -> Mapping[str, str]:
    """https://cloud.google.com/workflows/docs/reference/environment-variables"""
    account = execution.revision.settings.service_account
    return {
        **execution.revision.settings.environment,
        "GOOGLE_CLOUD_PROJECT_ID": execution.project,
        "GOOGLE_CLOUD_PROJECT_NUMBER": project_number(execution.project),
        "GOOGLE_CLOUD_LOCATION": execution.location,
        "GOOGLE_CLOUD_WORKFLOW_ID": execution.workflow.id,
        "GOOGLE_CLOUD_WORKFLOW_REVISION_ID": execution.revision.id,
        "GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID": execution.id,
        "GOOGLE_CLOUD_SERVICE_ACCOUNT_NAME": account.rsplit("/", 1)[-1],
    }


def default_account(project: str) -> str:
    """The e-mail address of the account that workflows without one of their own run as."""
    return f"{project_number(project)}-compute@developer.gserviceaccount.com"


def project_number(project: str) -> str:
    """A stable stand-in for the number Google gives a project."""
    return str(10**11 + int(hashlib.sha256(project.encode()).hexdigest(), 16) % (9 * 10**11))


_CLOSED = CallbackEndpoints("", "", SystemClock())
_FINISHED = asyncio.Event()
_FINISHED.set()
_INTERRUPTED = ExecutionError(
    to_json({"message": "SystemError: the engine stopped", "tags": ["SystemError"]}),
    "SystemError: the engine stopped while this execution ran",
)


def _error(failure: ExecutionFailed) -> ExecutionError:
    return ExecutionError(to_json(failure.payload), failure.context, tuple(failure.stack_trace))


def _internal_error(error: Exception) -> ExecutionError:
    """A fault of the engine itself: told to the workflow's owner, explained on stderr."""
    traceback.print_exception(error, file=sys.stderr)
    message = f"SystemError: the engine failed with {type(error).__name__}"
    payload = {"message": message, "tags": ["SystemError"]}
    return ExecutionError(to_json(payload), message)
