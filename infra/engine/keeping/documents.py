"""Workflows, revisions, executions and step entries as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from functools import cache, partial
from typing import Any

from infra.engine.program import Program, compile_source
from infra.engine.runtime.history import (
    FAILED,
    IN_PROGRESS,
    STEP,
    History,
    Record,
    Recorded,
    StepEntry,
)
from infra.engine.runtime.steps import Marker
from infra.engine.service.callbacks import CallbackEndpoints
from infra.engine.service.execution import Execution, ExecutionError, Revision, Settings, Workflow
from infra.engine.values.errors import StackFrame
from infra.engine.values.shown import shown

Json = dict[str, Any]
Numbered = tuple[int, Record]
"""a step entry with its id"""
LoadSteps = Callable[[], Iterable[list[Any]]]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_AS_THEY_ARE = (
    *("name", "argument", "labels", "call_log_level", "history_level", "buffering_disabled"),
    *("created", "parent", "state", "started", "ended", "result"),
)
"""fields of an Execution"""


def workflow_text(workflow: Workflow) -> str:
    times = {"created": workflow.created, "updated": workflow.updated}
    return _encode({"name": workflow.name, **times, "settings": asdict(workflow.settings)})


def revision_text(revision: Revision) -> str:
    settings = asdict(revision.settings)
    return _encode({"id": revision.id, "created": revision.created, "settings": settings})


def workflow_of(document: Json, revisions: list[Json], stubbed: Collection[str]) -> Workflow:
    """Raises SourceErrors if its latest source cannot be deployed any more."""
    found = [_revision_of(revision, stubbed) for revision in revisions]
    found[-1].compiled()  # the older ones when somebody asks
    settings = Settings(**document["settings"])
    return Workflow(document["name"], document["created"], document["updated"], settings, found)


def _revision_of(document: Json, stubbed: Collection[str]) -> Revision:
    settings = Settings(**document["settings"])
    program: Callable[[], Program] = cache(
        partial(compile_source, settings.source, stubbed=stubbed)
    )
    return Revision(document["id"], document["created"], program, settings)


def execution_text(execution: Execution) -> str:
    error = execution.error
    return _encode(
        {
            **{name: getattr(execution, name) for name in _AS_THEY_ARE},
            "revision": execution.revision.id,
            "error": asdict(error) if error else None,
            "steps": summary_of(execution.history),
        }
    )


def execution_of(
    document: Json, workflow: Workflow, callbacks: CallbackEndpoints, load: LoadSteps
) -> Execution:
    detailed = document["history_level"] == "EXECUTION_HISTORY_DETAILED"
    return Execution(
        **{name: document[name] for name in _AS_THEY_ARE},
        workflow=workflow,
        revision=_revision(workflow, document["revision"]),
        callbacks=callbacks,
        history=KeptHistory(detailed, document["steps"], load),
        error=_error(document["error"]),
    )


def _revision(workflow: Workflow, revision_id: str) -> Revision:
    """One that is kept no more has nothing but its id."""
    for revision in workflow.revisions:
        if revision.id == revision_id:
            return revision
    oldest = workflow.revisions[0]
    return Revision(revision_id, oldest.created, oldest.compiled, Settings())


def _error(document: Json | None) -> ExecutionError | None:
    if document is None:
        return None
    frames = tuple(StackFrame(**frame) for frame in document["stack_trace"])
    return ExecutionError(document["payload"], document["context"], frames)


def steps_text(entries: Iterable[Numbered]) -> str:
    return _encode([_entry(number, record) for number, record in entries])


def _entry(number: int, record: Record) -> list[Any]:
    step, parent, thread, created, updated, state, exception, progress, variables = record
    exception = None if exception is None else shown(exception)
    variables = None if variables is None else shown(variables)
    found = [number, step.routine, step.name, step.type, parent, thread, created, updated, state]
    return [*found, progress, exception, variables]


def summary_of(history: History) -> Json:
    """What is known of step entries without reading them."""
    return _summary(history.count, history.size, history.last_step())


def steps_written(entries: Iterable[list[Any]]) -> Json:
    """The summary of step entries that were read."""
    records = _records(entries)
    return _summary(len(records), len(records), records[-1][STEP] if records else None)


def _summary(count: int, size: int, last: Recorded | None) -> Json:
    marker = [last.name, last.routine, last.type] if last is not None else None
    return {"count": count, "size": size, "last": marker}


class KeptHistory(History):
    """The steps of an execution that has ended, read when somebody asks for them."""

    __slots__ = ("_last", "_load", "_size")

    def __init__(self, detailed: bool, summary: Json, load: LoadSteps) -> None:
        self.detailed = detailed
        self.count = summary["count"]
        self._size = summary["size"]
        self._last = Marker(*summary["last"]) if summary["last"] else None
        self._load = load

    @property
    def size(self) -> int:
        return int(self._size)

    def last_step(self) -> Marker | None:
        return self._last

    def current_steps(self) -> list[tuple[str, str]]:
        return []

    def forget(self) -> None:
        self._size, self._last = 0, None

    @property
    def entries(self) -> list[StepEntry]:
        records = _records(self._load()) if self._size else []
        return self.linked(records[-self._size :] if self._size else [])


def _records(entries: Iterable[list[Any]]) -> list[Record]:
    """In the order of their ids; what was under way when the engine ended has failed."""
    latest = {entry[0]: entry for entry in entries}
    return [_record(latest[number]) for number in sorted(latest)]


def _record(entry: list[Any]) -> Record:
    _, routine, name, kind, parent, thread, created, updated, state, *rest = entry
    progress, exception, variables = rest
    state = FAILED if state == IN_PROGRESS else state
    step = Marker(name, routine, kind)
    return [step, parent, thread, created, updated, state, exception, progress, variables]
