"""What the service remembers: workflows, executions and operations, in memory, bounded.

Finished executions are forgotten oldest first, once there are too many of them, they are too old or
their step entries or texts are too much; running ones never are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from infra.engine.runtime.sealed_history import sealed
from infra.engine.service.api_error import not_found
from infra.engine.service.execution import UNFINISHED, Execution, Workflow
from infra.engine.service.keeper import NOTHING_KEPT, Keeper

MAX_OPERATIONS = 1_000


@dataclass(frozen=True, slots=True)
class Retention:
    """How much of the past is kept: Google's 90 days, in counts that suit a laptop."""

    executions: int = 10_000
    seconds: float = 90 * 24 * 3600.0
    step_entries: int = 1_000_000
    characters: int = 256 * 1024 * 1024
    """of all arguments, results and errors"""
    revisions: int = 100
    """of each workflow"""


class Store:
    def __init__(self, retention: Retention, keeper: Keeper = NOTHING_KEPT) -> None:
        self._retention = retention
        self._keeper = keeper
        self._workflows: dict[str, Workflow] = {}
        self._executions: dict[str, Execution] = {}
        self._by_workflow: dict[str, dict[str, Execution]] = {}
        self._finished: deque[Execution] = deque()
        self._finished_entries = 0
        self._finished_characters = 0
        self._operations: dict[str, dict[str, Any]] = {}

    def workflow(self, name: str) -> Workflow:
        """Raises ApiError NOT_FOUND."""
        workflow = self._workflows.get(name)
        if workflow is None:
            raise not_found(name)
        return workflow

    def has_workflow(self, name: str) -> bool:
        return name in self._workflows

    def workflows(self, location: str = "") -> list[Workflow]:
        """All, or those of `projects/…/locations/…` (`-`: of any location), by name."""
        prefix = f"{location}/".replace("/-/", "/") if location else ""
        return [flow for name, flow in sorted(self._workflows.items()) if name.startswith(prefix)]

    def locations(self, project: str) -> list[str]:
        """The locations of `projects/…` that have workflows."""
        names = {name.rsplit("/", 2)[0] for name in self._workflows}
        return sorted(name for name in names if name.startswith(f"{project}/"))

    def add_workflow(self, workflow: Workflow) -> None:
        self.adopt_workflow(workflow)
        self.changed(workflow)

    def changed(self, workflow: Workflow) -> None:
        """`workflow` has another revision or other settings."""
        self._keeper.deployed(workflow)

    def adopt_workflow(self, workflow: Workflow) -> None:
        """`workflow` is kept already."""
        self._workflows[workflow.name] = workflow
        self._by_workflow[workflow.name] = {}

    def remove_workflow(self, name: str) -> None:
        """Forget the workflow and all its executions."""
        del self._workflows[name]
        self._keeper.removed(name)
        for execution in self._by_workflow.pop(name).values():
            del self._executions[execution.name]
            self._keeper.forgotten(execution.name)
        self._finished = deque(one for one in self._finished if one.name in self._executions)
        self._finished_entries = sum(one.history.size for one in self._finished)
        self._finished_characters = sum(map(_characters, self._finished))

    def execution(self, name: str) -> Execution:
        """Raises ApiError NOT_FOUND."""
        execution = self._executions.get(name)
        if execution is None:
            raise not_found(name)
        return execution

    def has_execution(self, name: str) -> bool:
        return name in self._executions

    def recent(self) -> Iterable[Execution]:
        """The executions of all workflows, newest first."""
        return reversed(self._executions.values())

    def executions(self, workflow: str) -> list[Execution]:
        """Newest first; ApiError NOT_FOUND if there is no such workflow."""
        self.workflow(workflow)
        return list(reversed(self._by_workflow[workflow].values()))

    def unfinished(self) -> Iterable[Execution]:
        return [one for one in self._executions.values() if one.state in UNFINISHED]

    def add_execution(self, execution: Execution) -> None:
        self.adopt_execution(execution)
        self._keeper.created(execution)

    def adopt_execution(self, execution: Execution) -> None:
        """`execution` is kept already."""
        self._executions[execution.name] = execution
        self._by_workflow[execution.workflow.name][execution.name] = execution
        if execution.state not in UNFINISHED:
            self._may_be_forgotten(execution)

    def finish(self, execution: Execution, now: float) -> None:
        """`execution` has ended: from now on it may be forgotten."""
        if execution.name in self._executions:
            self._keeper.ended(execution)
            execution.history = sealed(execution.history)
            self._may_be_forgotten(execution)
        self.forget(now)

    def _may_be_forgotten(self, execution: Execution) -> None:
        self._finished.append(execution)
        self._finished_entries += execution.history.size
        self._finished_characters += _characters(execution)

    def delete_history(self, execution: Execution) -> None:
        """Forget the step entries of a finished execution."""
        self._finished_entries -= execution.history.size
        execution.history.forget()
        self._keeper.steps_forgotten(execution.name)

    def forget(self, now: float) -> None:
        """Drop the oldest finished executions until what is left is within the retention."""
        while self._finished and self._exceeds(self._finished[0], now):
            execution = self._finished.popleft()
            self._finished_entries -= execution.history.size
            self._finished_characters -= _characters(execution)
            del self._executions[execution.name]
            del self._by_workflow[execution.workflow.name][execution.name]
            self._keeper.forgotten(execution.name)

    def _exceeds(self, oldest: Execution, now: float) -> bool:
        limit = self._retention
        return (
            len(self._finished) > limit.executions
            or self._finished_entries > limit.step_entries
            or self._finished_characters > limit.characters
            or now - (oldest.ended or now) > limit.seconds
        )

    def operation(self, name: str) -> dict[str, Any]:
        """Raises ApiError NOT_FOUND."""
        if name not in self._operations:
            raise not_found(name)
        return self._operations[name]

    def operations(self, location: str) -> list[dict[str, Any]]:
        """Newest first."""
        prefix = f"{location}/operations/"
        return [one for name, one in reversed(self._operations.items()) if name.startswith(prefix)]

    def add_operation(self, operation: dict[str, Any]) -> None:
        self._operations[operation["name"]] = operation
        if len(self._operations) > MAX_OPERATIONS:
            del self._operations[next(iter(self._operations))]

    def remove_operation(self, name: str) -> None:
        self.operation(name)
        del self._operations[name]


def _characters(execution: Execution) -> int:
    error = execution.error
    told = len(error.payload) + len(error.context) if error else 0
    return len(execution.argument) + len(execution.result or "") + told
