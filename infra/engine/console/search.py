"""Which executions the list shows: by state, by workflow, by any text in them or in their logs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from infra.engine.api.log_filter import texts
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Execution
from infra.engine.service.logs import EXECUTION_ID

STATES = ("ACTIVE", "QUEUED", "SUCCEEDED", "FAILED", "CANCELLED")


@dataclass(frozen=True, slots=True)
class Search:
    """What is empty does not matter."""

    state: str = ""
    workflow: str = ""
    """projects/…/workflows/…"""
    text: str = ""

    def found(self, engine: Engine) -> list[Execution]:
        """Newest first."""
        part = self.text.casefold()
        logged = _executions_that_logged(engine, part) if part else set()
        return [
            one
            for one in engine.store.recent()
            if self.state in ("", one.state)
            and self.workflow in ("", one.workflow.name)
            and (one.id in logged or any(part in text.casefold() for text in _texts(one)))
        ]


def _texts(execution: Execution) -> Iterable[str]:
    yield execution.name
    yield execution.argument
    yield execution.result or ""
    yield from execution.labels.values()
    if execution.error is not None:
        yield execution.error.payload
        yield execution.error.context


def _executions_that_logged(engine: Engine, part: str) -> set[str]:
    return {
        str(entry["labels"][EXECUTION_ID])
        for entry in engine.surroundings.logs.holding(EXECUTION_ID)
        if EXECUTION_ID in entry.get("labels", ())
        and any(part in text for text in texts(entry.get("jsonPayload", entry.get("textPayload"))))
    }
