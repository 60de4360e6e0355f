"""Each page's content: what the store, the step entries and the logs say of a resource."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from infra.engine.api import resources
from infra.engine.console.journal import journal
from infra.engine.console.rendering import render, span
from infra.engine.console.search import STATES, Search
from infra.engine.console.timeline import PAGE, timeline
from infra.engine.runtime.history import StepEntry
from infra.engine.service.api_error import ApiError, not_found
from infra.engine.service.engine import Engine
from infra.engine.service.execution import UNFINISHED, Execution, Revision, Workflow
from infra.engine.service.logs import EXECUTION_ID
from infra.engine.values.shown import shown, to_json

LISTED = 50
"""executions on one page"""
RERUN_OF = "rerun_of"
"""label of an execution that repeats another one: that one's id"""


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the form that starts an execution."""

    workflow: str = ""
    argument: str = ""
    detailed: bool = False
    rerun_of: str = ""
    """id of the execution to repeat"""


class Pages:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._store = engine.store

    def index(self, search: Search, page: int) -> str:
        self._store.forget(self._engine.now)
        found = search.found(self._engine)
        return render(
            "index.html",
            workflows=[(flow, self._counts(flow)) for flow in self._store.workflows()],
            search=search,
            states=STATES,
            total=len(found),
            page=page,
            pages=-(-len(found) // LISTED),
            executions=self._listed(found[(page - 1) * LISTED : page * LISTED]),
            form=Form(),
        )

    def workflow(self, name: str, revision_id: str) -> str:
        workflow = self._store.workflow(name)
        executions = self._store.executions(name)
        return render(
            "workflow.html",
            workflow=workflow,
            revision=_revision(workflow, revision_id),
            counts=self._counts(workflow),
            executions=self._listed(executions[:LISTED]),
            form=Form(name, executions[0].argument if executions else "{}"),
        )

    def execution(self, name: str, first: int, step_id: int) -> str:
        execution = self._execution(name)
        steps = timeline(execution, self._engine.now, first)
        step = _step(execution, step_id) if step_id else None
        return render(
            "execution.html",
            execution=execution,
            headline=self._headline(execution),
            unfinished=execution.state in UNFINISHED,
            seconds=self._seconds(execution),
            status=resources.status_json(execution).get("currentSteps", []),
            endpoints=[one for one in execution.callbacks if one.waiters],
            source=self._rerun_source(execution),
            children=[one for one in self._store.recent() if one.parent == name],
            timeline=steps,
            page_size=PAGE,
            step=step,
            step_json=_step_json(execution, step) if step else None,
            journal=journal(self._engine, execution, step),
            form=Form(execution.workflow.name, execution.argument, rerun_of=execution.id),
        )

    def execution_json(self, name: str) -> dict[str, Any]:
        """Everything that is known of it, in the forms of the APIs."""
        execution = self._execution(name)
        entries = execution.history.entries
        return {
            "execution": resources.execution_json(execution),
            "stepEntries": [resources.step_entry_json(execution, entry) for entry in entries],
            "logEntries": [
                entry
                for entry in self._engine.surroundings.logs.holding(execution.id)
                if entry.get("labels", {}).get(EXECUTION_ID) == execution.id
            ],
        }

    def run(self, form: Form, problem: str) -> str:
        """The form again as it was sent, and why nothing was started."""
        workflows = self._store.workflows()
        return render("run.html", form=form, problem=problem, workflows=workflows)

    def problem(self, error: ApiError) -> str:
        return render("problem.html", error=error)

    def _execution(self, name: str) -> Execution:
        self._store.forget(self._engine.now)
        return self._store.execution(name)

    def _counts(self, workflow: Workflow) -> list[tuple[str, int]]:
        counts = Counter(one.state for one in self._store.executions(workflow.name))
        return [(state, counts[state]) for state in STATES if counts[state]]

    def _listed(self, executions: Iterable[Execution]) -> list[tuple[Execution, str, float | None]]:
        """Each with its current or last step and its duration so far."""
        return [(one, _at(one), self._seconds(one)) for one in executions]

    def _seconds(self, execution: Execution) -> float | None:
        """From its start; None while it is queued."""
        if execution.started is None:
            return None
        return (execution.ended or self._engine.now) - execution.started

    def _headline(self, execution: Execution) -> str:
        seconds = self._seconds(execution)
        place = f" in {at}" if (at := _at(execution)) else ""
        match execution.state:
            case "QUEUED":
                waited = span(self._engine.now - execution.created)
                return f"for {waited}: the quota of concurrent executions is used up"
            case "ACTIVE":
                return f"for {span(seconds or 0)}{place}"
            case "SUCCEEDED":
                return f"in {span(seconds or 0)}"
            case _:
                return f"after {span(seconds or 0)}{place}"

    def _rerun_source(self, execution: Execution) -> str:
        """The name of the execution that this one repeats, if it is still known."""
        name = f"{execution.workflow.name}/executions/{execution.labels.get(RERUN_OF)}"
        return name if self._store.has_execution(name) else ""


def _at(execution: Execution) -> str:
    """The step it is in, or was in last, from the outermost routine inwards."""
    steps = resources.status_json(execution).get("currentSteps", [])
    return " › ".join(f"{one['routine']}.{one['step']}" for one in steps)


def _revision(workflow: Workflow, revision_id: str) -> Revision:
    """The latest without an id."""
    for revision in reversed(workflow.revisions):
        if revision_id in ("", revision.id):
            return revision
    raise not_found(f"{workflow.name} at revision {revision_id}")


def _step(execution: Execution, step_id: int) -> StepEntry:
    for entry in execution.history.entries:
        if entry.entry_id == step_id:
            return entry
    raise not_found(f"{execution.name}/stepEntries/{step_id}")


def _step_json(execution: Execution, step: StepEntry) -> dict[str, str | None]:
    """What was raised and the variables, as JSON texts."""
    variables = None if step.variables is None else to_json(shown(step.variables))
    raised = None if step.exception is None else to_json(step.exception)
    return {"exception": raised, "variables": variables}
