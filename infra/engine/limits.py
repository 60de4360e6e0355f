"""What bounds a source and one execution: https://cloud.google.com/workflows/quotas"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE_BYTES = 128 * 1024
EXPRESSION_CHARACTERS = 400
ASSIGNMENTS_PER_STEP = 50
CONDITIONS_PER_SWITCH = 50
PARAMETERS_PER_SUBWORKFLOW = 10
STEPS_PER_LIST = 100_000
BRANCHES_PER_STEP = 10
NESTING_OF_SOURCE = 100
"""levels of YAML; not Google's number, it keeps a hostile source from exhausting the parser"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one execution may use; the defaults are Google's."""

    steps: int = 100_000
    call_depth: int = 20
    memory_bytes: int = 512 * 1024
    string_bytes: int = 256 * 1024
    argument_bytes: int = 32 * 1024
    result_bytes: int = 512 * 1024
    concurrent_branches: int = 20
    parallel_depth: int = 2
    branch_errors: int = 100
    history_entries: int = 100_000
    """step entries kept; the oldest go first"""
    history_bytes: int = 32 * 1024 * 1024
    """variables and exceptions kept in step entries, as if nothing were shared between them"""


GOOGLE = Limits()
