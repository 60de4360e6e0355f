"""Conformance cases as data: one file a topic under `cases/`, each a list of cases.

A file says `topic`, `source` (the page its cases come from, as a path of Google's documentation of
Workflows or as a whole address) and `cases`. A case says

    name         a sentence: what holds
    source       its own page, if not the file's
    choice       true where the documentation is silent and the engine chose
    workflow     the source text; or
    expression   the inside of one `${…}`, with the variables of `given`
    argument     of the execution
    clock        seconds since the epoch when the execution begins
    http, connectors, callback
                 what the world answers, see `world.py`
    history      detailed, where step entries keep variables
    cancel       seconds after which the execution is cancelled; it must end by that

and what is to come of it, at least one of

    deploys      true: deployment accepts it; it is not run
    refused      deployment refuses it: [{line, column, message}], `message` a part of the text
    result       the value returned, of exactly this type
    raises       a tag of the error that ends the execution
    error        the value that ends it; of a map, the part that matters
    context      Execution.error.context
    stack        Execution.error.stackTrace: [{step, routine, line, column, length}]
    slept        seconds that went by
    logs, calls  what was logged: [{payload, severity}], and the call log
    steps        all step entries in order: [{id, step, type, state, routine, exception, parent (its
                 step), previous, next, children (ids), progress, number, expected, variables}]
    steps_include, steps_exclude, steps_count
                 entries among others in this order, entries that are not there, numbers of entries

Without raises, error, context or stack the execution must succeed. Tags such as `!like` stand for
values that are not fixed, see `expectation.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import yaml

from tests.engine.conformance.expectation import CaseLoader

DOCUMENTATION = "https://docs.cloud.google.com/workflows/"
FOLDER = Path(__file__).parent / "cases"
SOURCE_TEXT = {"workflow", "expression", "given", "argument"}
WORLD = {"clock", "http", "connectors", "callback", "history", "cancel"}
SETTING = WORLD | {"name", "source", "choice"}
FAILURE = {"raises", "error", "context", "stack"}
STEPS = {"steps", "steps_include", "steps_exclude", "steps_count"}
OUTCOME = FAILURE | STEPS | {"deploys", "refused", "result", "slept", "logs", "calls"}
EXCHANGES = {"http", "connectors"}
"""a case may be about nothing but what the workflow asks of the world"""


@dataclass(frozen=True)
class Case:
    topic: str
    name: str
    source: str
    text: str
    """of the workflow"""
    choice: bool = False
    argument: Any = None
    clock: float = 1_767_225_600.0
    http: list[dict[str, Any]] = field(default_factory=list)
    connectors: list[dict[str, Any]] = field(default_factory=list)
    callback: dict[str, Any] | None = None
    history: str = "basic"
    cancel: float | None = None
    expect: dict[str, Any] = field(default_factory=dict)

    @property
    def page(self) -> str:
        return urljoin(DOCUMENTATION, self.source)

    @property
    def fails(self) -> bool:
        return not FAILURE.isdisjoint(self.expect)

    def __str__(self) -> str:
        return f"{self.topic}: {self.name}"


def load_cases(folder: Path = FOLDER) -> list[Case]:
    return [case for file in sorted(folder.glob("*.yaml")) for case in _in_file(file)]


def _in_file(file: Path) -> Iterator[Case]:
    content = yaml.load(file.read_text(), CaseLoader)
    for fields in content["cases"]:
        yield _case(file.stem, {"source": content["source"], **fields})


def _case(topic: str, fields: dict[str, Any]) -> Case:
    expect = {key: value for key, value in fields.items() if key in OUTCOME}
    unknown = fields.keys() - SOURCE_TEXT - SETTING - OUTCOME
    if unknown or not (expect or EXCHANGES & fields.keys()):
        raise ValueError(f"{topic}: {fields}: expects nothing, or has unknown keys {unknown}")
    return Case(
        topic,
        text=_text(fields),
        argument=fields.get("given", fields.get("argument")),
        expect=expect,
        **{key: fields[key] for key in SETTING & fields.keys()},
    )


def _text(fields: dict[str, Any]) -> str:
    if "workflow" in fields:
        return str(fields["workflow"])
    assignments = [{name: f"${{given.{name}}}"} for name in fields.get("given", {})]
    steps: list[dict[str, Any]] = [{"given": {"assign": assignments}}] if assignments else []
    steps.append({"evaluate": {"return": f"${{{fields['expression']}}}"}})
    return json.dumps({"main": {"params": ["given"], "steps": steps}}, ensure_ascii=False)
