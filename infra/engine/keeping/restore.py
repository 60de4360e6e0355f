"""An engine takes up what the one before it has kept."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from infra.engine.keeping.archive import Archive
from infra.engine.keeping.documents import execution_of, steps_written, workflow_of
from infra.engine.service.callbacks import CallbackEndpoints
from infra.engine.service.engine import Engine
from infra.engine.service.execution import UNFINISHED, Execution
from infra.engine.source.error import SourceErrors

Json = dict[str, Any]


def restore(engine: Engine, archive: Archive) -> None:
    """Workflows, executions and logs; what was running has failed, and says why."""
    engine.surroundings.logs.restore(archive.logs())
    stubbed = engine.surroundings.stubbed
    for document, revisions in list(archive.workflows()):
        try:
            engine.store.adopt_workflow(workflow_of(document, revisions, stubbed))
        except SourceErrors as error:
            name = document["name"]
            print(f"hotelly engine: {name} deploys no more: {error}", file=sys.stderr, flush=True)
    interrupted = [_adopted(engine, archive, document) for document in archive.executions()]
    for execution in interrupted:
        if execution is not None:
            engine.interrupt(execution)


def _adopted(engine: Engine, archive: Archive, document: Json) -> Execution | None:
    """The execution, if its engine ended before it did."""
    name: str = document["name"]
    workflow_name = name.partition("/executions/")[0]
    if not engine.store.has_workflow(workflow_name):
        return None
    if document["state"] in UNFINISHED:
        document["steps"] = steps_written(archive.steps(name))
    world = engine.surroundings
    execution = execution_of(
        document,
        engine.store.workflow(workflow_name),
        CallbackEndpoints(name, world.base_url, world.clock),
        partial(archive.steps, name),
    )
    engine.store.adopt_execution(execution)
    return execution if execution.state in UNFINISHED else None
