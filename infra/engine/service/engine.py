"""The Workflows service: deploy sources, start executions of them, look at both.

    engine = Engine(Surroundings(http=AiohttpHttp(), …), ChildExecutions)
    engine.deploy("projects/P/locations/L/workflows/W", Settings(source=yaml))
    execution = engine.start("projects/P/locations/L/workflows/W", StartRequest('{"n": 1}'))
    await execution.finished.wait()

`Engine` decides what is allowed; the REST and gRPC fronts only translate. Every refusal is an
ApiError. It lives on one event loop.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import replace

from infra.engine.runtime.history import History
from infra.engine.service.admission import Admission
from infra.engine.service.api_error import ApiError, invalid_argument
from infra.engine.service.callbacks import CallbackEndpoints
from infra.engine.service.deployment import (
    check_labels,
    check_levels,
    check_settings,
    check_workflow_id,
    needs_new_revision,
    new_revision,
)
from infra.engine.service.execution import (
    UNFINISHED,
    Execution,
    Revision,
    Settings,
    StartRequest,
    Workflow,
)
from infra.engine.service.runner import Runner, default_account
from infra.engine.service.store import Store
from infra.engine.service.surroundings import Surroundings
from infra.engine.values import json_text
from infra.engine.world.context import Executions


class Engine:
    def __init__(
        self,
        surroundings: Surroundings,
        child_executions: Callable[[Engine, Execution], Executions],
    ) -> None:
        """`child_executions` gives an execution what it reaches of the others: see `api`."""
        self.surroundings = surroundings
        self.store = Store(surroundings.retention, surroundings.keeper)
        self._admissions: dict[str, Admission] = {}
        self._runner = Runner(
            surroundings, lambda parent: child_executions(self, parent), self._end
        )

    @property
    def now(self) -> float:
        return self.surroundings.clock.now()

    def create_workflow(self, name: str, settings: Settings) -> Workflow:
        check_workflow_id(name.rsplit("/", 1)[1])
        if self.store.has_workflow(name):
            raise ApiError("ALREADY_EXISTS", f"workflow {name} already exists; update it instead")
        settings = _with_account(name, settings)
        check_settings(settings)
        now = self.now
        workflow = Workflow(name, now, now, settings, [self._revision(settings, 1)])
        self.store.add_workflow(workflow)
        return workflow

    def update_workflow(self, name: str, settings: Settings) -> Workflow:
        """`settings` replace those the workflow has; running executions keep their revision."""
        workflow = self.store.workflow(name)
        settings = _with_account(name, settings)
        check_settings(settings)
        if needs_new_revision(workflow.latest.settings, settings):
            workflow.revisions.append(self._revision(settings, workflow.latest.number + 1))
            del workflow.revisions[: -self.surroundings.retention.revisions]
        workflow.settings = settings
        workflow.updated = self.now
        self.store.changed(workflow)
        return workflow

    def deploy(self, name: str, settings: Settings) -> Workflow:
        """Create the workflow, or update it if it exists."""
        if self.store.has_workflow(name):
            return self.update_workflow(name, settings)
        return self.create_workflow(name, settings)

    async def delete_workflow(self, name: str) -> None:
        """Its executions are cancelled and forgotten."""
        executions = self.store.executions(name)
        self.store.remove_workflow(name)
        await asyncio.gather(*map(self._runner.stop, executions))

    def start(self, workflow_name: str, request: StartRequest) -> Execution:
        """A new execution of the latest revision, ACTIVE or, with the quota used up, QUEUED."""
        workflow = self.store.workflow(workflow_name)
        self._check(request, workflow)
        admission = self._admission(workflow_name)
        admission.check(may_wait=not request.buffering_disabled)
        execution = self._new_execution(workflow, request)
        self.store.add_execution(execution)
        admission.admit(execution)
        return execution

    async def cancel(self, name: str) -> Execution:
        execution = self.store.execution(name)
        if execution.state not in UNFINISHED:
            message = f"execution {execution.id} has already ended: {execution.state}"
            raise ApiError("FAILED_PRECONDITION", message)
        await self._runner.stop(execution)
        return execution

    def delete_history(self, name: str) -> None:
        """Forget the step entries of a finished execution."""
        execution = self.store.execution(name)
        if execution.state in UNFINISHED:
            message = f"execution {execution.id} still runs; its history can be deleted afterwards"
            raise ApiError("FAILED_PRECONDITION", message)
        self.store.delete_history(execution)

    def interrupt(self, execution: Execution) -> None:
        """It was under way when the engine that ran it ended."""
        self._runner.interrupt(execution)

    async def close(self) -> None:
        """Cancel whatever still runs; where it is kept, it has failed."""
        self._runner.interrupting = self.surroundings.keeper.keeps
        await asyncio.gather(*map(self._runner.stop, self.store.unfinished()))

    def _check(self, request: StartRequest, workflow: Workflow) -> None:
        limit = self.surroundings.limits.argument_bytes
        if len(request.argument.encode()) > limit:
            raise invalid_argument(f"the argument is over {limit} bytes", "execution.argument")
        try:
            json_text.decode(request.argument)
        except ValueError as error:
            raise invalid_argument(f"the argument is {error}", "execution.argument") from None
        check_labels(_labels(request, workflow))
        check_levels(request.call_log_level, request.history_level)

    def _revision(self, settings: Settings, number: int) -> Revision:
        return new_revision(settings, number, self.now, self.surroundings.stubbed)

    def _new_execution(self, workflow: Workflow, request: StartRequest) -> Execution:
        name = f"{workflow.name}/executions/{uuid.uuid4()}"
        world, settings = self.surroundings, workflow.settings
        history_level = _effective(request.history_level, settings.history_level)
        return Execution(
            name=name,
            workflow=workflow,
            revision=workflow.latest,
            argument=request.argument,
            labels=_labels(request, workflow),
            call_log_level=_effective(request.call_log_level, settings.call_log_level),
            history_level=history_level,
            buffering_disabled=request.buffering_disabled,
            parent=request.parent,
            created=self.now,
            history=History(
                history_level == "EXECUTION_HISTORY_DETAILED",
                world.clock,
                world.limits.history_entries,
            ),
            callbacks=CallbackEndpoints(name, world.base_url, world.clock),
        )

    def _admission(self, workflow_name: str) -> Admission:
        location = workflow_name.rsplit("/", 2)[0]
        if location not in self._admissions:
            self._admissions[location] = Admission(self.surroundings.quota, self._runner.begin)
        return self._admissions[location]

    def _end(self, execution: Execution) -> None:
        self.store.finish(execution, self.now)
        self._admission(execution.workflow.name).release(execution)


def _with_account(name: str, settings: Settings) -> Settings:
    """The account by its full name; without one, the project's default account."""
    project = name.split("/")[1]
    email = (settings.service_account or default_account(project)).rsplit("/", 1)[-1]
    return replace(settings, service_account=f"projects/{project}/serviceAccounts/{email}")


def _labels(request: StartRequest, workflow: Workflow) -> dict[str, str]:
    """Those of the workflow, unless the request has its own by the same key."""
    return {**workflow.settings.labels, **request.labels}


def _effective(level: str, inherited: str) -> str:
    """A level left unspecified is the workflow's."""
    return inherited if level.endswith("_UNSPECIFIED") else level
