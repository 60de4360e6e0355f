"""Google's step entries of one execution, in the order the steps began. The API, the console and the tests read
this one list.  https://cloud.google.com/workflows/docs/reference/executions/rest/v1/projects.locations.workflows.executions.stepEntries

The fields below are what the readers rely on; `History` decides how they are recorded cheaply.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class StepEntry:
    entry_id: int
    """from 1, in order of creation"""
    routine: str
    step: str
    step_type: str
    """STEP_ASSIGN, STEP_STD_LIB_CALL, …: Google's names"""
    created: float
    """seconds since the epoch"""
    updated: float
    state: str = "STATE_IN_PROGRESS"
    parent: int = 0
    """entry_id of the step around this one; 0 at the top"""
    previous: int = 0
    next: int = 0
    children: list[int] = field(default_factory=list)
    exception: Any = None
    """the raised value of a failed step"""
    thread_id: str = ""
    expected_iteration: int = 0
    progress_type: str = ""
    """RETRY or ITERATION? as Google's stepEntryMetadata.progressType: PROGRESS_TYPE_FOR, _SWITCH, _RETRY, _PARALLEL_FOR, _PARALLEL_BRANCH"""
    progress_number: int = 0
    variables: dict[str, Any] | None = None
    """in detailed history only"""
