"""The schema for editors takes what deployment takes, and refuses the usual slips."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.engine.language.json_schema import json_schema
from infra.engine.program import SourceErrors, compile_source
from infra.engine.schema_command import schema_main
from tests.engine.conformance.case import load_cases
from tests.engine.language.schema_validation import fits

SCHEMA = json_schema()
WORKFLOWS = sorted((Path(__file__).parents[3] / "workflows").glob("*.workflows.yaml"))


def valid(text: str) -> bool:
    return fits(yaml.load(text, _Core), SCHEMA, SCHEMA)


class _Core(yaml.CSafeLoader):
    """YAML 1.2's scalars: `on`, `no` and dates are strings."""


_Core.yaml_implicit_resolvers = {
    first: [
        (tag, rule) for tag, rule in rules if tag.rpartition(":")[2] not in ("bool", "timestamp")
    ]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Core.add_implicit_resolver(
    "tag:yaml.org,2002:bool",
    re.compile("true|True|TRUE|false|False|FALSE"),
    list("tTfF"),
)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_hotels_workflows_fit(path: Path) -> None:
    assert valid(path.read_text())


def test_every_source_that_deploys_fits() -> None:
    cases = [case for case in load_cases() if _deploys(case.text)]
    assert len(cases) > 900
    assert [str(case) for case in cases if not valid(case.text)] == []


def _deploys(text: str) -> bool:
    try:
        compile_source(text)
    except SourceErrors:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        "just text",
        "[]",
        "main: {steps: []}",
        "sub: {steps: [{a: {return: 1}}]}",
        "main: {params: [a, b], steps: [{a: {return: 1}}]}",
        "- a: {retrun: 1}",
        "- a: {call: sys.now, return: 1}",
        "- a: {args: {x: 1}, return: 1}",
        "- a: {assign: {x: 1}}",
        "- a: {switch: [{next: a}]}",
        "- a: {for: {value: v, steps: [{b: {next: continue}}]}}",
        "- a: {for: {value: v, in: [1], range: [1, 2], steps: [{b: {next: continue}}]}}",
        "- a: {parallel: {branches: [{b: {steps: [{c: {next: d}}]}}]}}",
        "- a: {try: {call: sys.now}, except: {}}",
        "- a: {}",
    ],
)
def test_a_slip_does_not_fit(text: str) -> None:
    assert not valid(text)


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema_main([]) == 0
    printed: Any = json.loads(capsys.readouterr().out)
    assert printed == SCHEMA
    assert "http.get" in json.dumps(printed)
