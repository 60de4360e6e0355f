"""What an execution is billed for, counted in the step entries that it left."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from infra.deployment import load_deployment
from infra.local.stack.state import CHECKOUT


def billed_steps(workflow: str, entries: Iterable[tuple[str, str]]) -> int:
    """Each step, by subworkflow and name, once; one of several assignments as often as it has."""
    assigned = _assignments(CHECKOUT / load_deployment().workflows[workflow].source)
    return sum(max(1, assigned.get(each, 1)) for each in entries)


@cache
def _assignments(source: Path) -> Mapping[tuple[str, str], int]:
    """How many assignments the steps with any have, by subworkflow and name."""
    routines = yaml.safe_load(source.read_text())
    return {
        (routine, name): len(step["assign"])
        for routine, content in routines.items()
        for name, step in _steps(content)
        if "assign" in step
    }


def _steps(below: Any) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The named steps at any depth: a list of mappings of one key each, under `steps`."""
    if isinstance(below, list):
        for each in below:
            yield from _steps(each)
    elif isinstance(below, dict):
        for listed in below.get("steps") or ():
            yield from ((name, step) for name, step in listed.items() if isinstance(step, dict))
        for each in below.values():
            yield from _steps(each)
