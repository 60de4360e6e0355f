"""From the tree of a source to routines and steps; refuses whatever has the wrong shape.

Which fields a step may have: https://cloud.google.com/workflows/docs/reference/syntax
"""

from __future__ import annotations

import re
from typing import Any

from infra.engine.language.actions import ActionReader
from infra.engine.language.nodes import Parameter, Routine, Steps, Workflow
from infra.engine.limits import PARAMETERS_PER_SUBWORKFLOW
from infra.engine.source.error import PARSE_ERROR, Position, Refusals
from infra.engine.source.tree import Mapping, Scalar, Sequence, Tree

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_workflow(tree: Tree | None, refusals: Refusals) -> Workflow:
    """The workflow of a source, as far as it can be read; problems go to `refusals`."""
    return _WorkflowReader(refusals).workflow(tree)


class _WorkflowReader:
    def __init__(self, refusals: Refusals) -> None:
        self.refusals = refusals
        self.actions = ActionReader(refusals)

    def workflow(self, tree: Tree | None) -> Workflow:
        match tree:
            case Sequence():
                steps = self.actions.steps(tree, "workflow")
                return Workflow({"main": Routine("main", tree.at, [], steps)})
            case Mapping():
                return self.routines(tree)
            case _:
                self.refuse_root(tree)
                return Workflow()

    def refuse_root(self, tree: Scalar | None) -> None:
        kind = "null" if tree is None else _kind(tree.value)
        message = f"{PARSE_ERROR}expected a map of workflows or a sequence of steps; got {kind}"
        self.refusals.add(message, _TOP if tree is None else tree.at)

    def routines(self, tree: Mapping) -> Workflow:
        if "main" not in tree.entries:
            self.refusals.add("the workflow has no 'main' routine", tree.at)
        workflow = Workflow()
        for key, body in tree.entries.values():
            if _NAME.fullmatch(key.text):
                workflow.routines[key.text] = self.routine(key, body)
            else:
                self.refusals.add(f"'{key.text}' is not a valid subworkflow name", key.at)
        return workflow

    def routine(self, key: Scalar, body: Tree) -> Routine:
        where = f"error in workflow {key.text}"
        if not isinstance(body, Mapping):
            self.refusals.add(f"{where}: expected 'params' and 'steps'", key.at)
            return Routine(key.text, key.at, [], Steps([], key.at))
        for field, _ in body.entries.values():
            if field.text not in ("params", "steps"):
                self.refusals.add(f"{where}: unknown field '{field.text}'", field.at)
        return Routine(
            key.text,
            key.at,
            self.parameters(key.text, body, where),
            self.actions.steps_field(body, key.at, where),
        )

    def parameters(self, routine: str, body: Mapping, where: str) -> list[Parameter]:
        if "params" not in body.entries:
            return []
        key, tree = body.entries["params"]
        if not isinstance(tree, Sequence):
            self.refusals.add(f"{where}: 'params' must be a list", key.at)
            return []
        found = [p for item in tree.items if (p := self.parameter(item, where))]
        most = 1 if routine == "main" else PARAMETERS_PER_SUBWORKFLOW
        if len(found) > most:
            self.refusals.add(f"{where}: more than {most} parameters", found[most].at)
        names: set[str] = set()
        for parameter in found:
            if parameter.name in names:
                message = f"{where}: parameter '{parameter.name}' is given twice"
                self.refusals.add(message, parameter.at)
            names.add(parameter.name)
        return found

    def parameter(self, item: Tree, where: str) -> Parameter | None:
        match item:
            case Scalar():
                return self.named(item, None, where)
            case Mapping() if len(item.entries) == 1:
                ((key, value),) = item.entries.values()
                return self.named(key, value, where)
            case _:
                self.refusals.add(f"{where}: a parameter is a name or 'name: default'", item.at)
                return None

    def named(self, key: Scalar, value: Tree | None, where: str) -> Parameter | None:
        if not _NAME.fullmatch(key.text):
            self.refusals.add(f"{where}: '{key.text}' is not a valid parameter name", key.at)
            return None
        templates = self.actions.templates
        default = None if value is None else templates.template(value, where)
        return Parameter(key.text, key.at, default)


def _kind(value: Any) -> str:
    kinds = {str: "string", bool: "boolean", int: "integer", float: "double"}
    return kinds.get(type(value), "null")


_TOP = Position(1, 1)
