"""Reads the actions that hold other steps: switch, for, parallel, try."""

from __future__ import annotations

from typing import Protocol

from infra.engine.language.nodes import (
    Condition,
    Constant,
    For,
    Formula,
    ListTemplate,
    MapTemplate,
    Parallel,
    Step,
    Steps,
    Switch,
    Template,
    Try,
)
from infra.engine.language.templates import TemplateReader
from infra.engine.limits import BRANCHES_PER_STEP, CONDITIONS_PER_SWITCH
from infra.engine.source.error import Position
from infra.engine.source.tree import Mapping, Scalar, Sequence, Tree

_RETRY_FIELDS = ("predicate", "max_retries", "backoff")
_BACKOFF_FIELDS = ("initial_delay", "max_delay", "multiplier")


class StepReader(Protocol):
    """What reads the steps inside a block, and their values."""

    templates: TemplateReader

    def refuse(self, message: str, at: Position) -> None: ...
    def steps_field(self, body: Mapping, at: Position, where: str) -> Steps: ...
    def step(self, item: Tree, where: str) -> Step | None: ...
    def body(self, name: str, at: Position, body: Tree, extra: tuple[str, ...] = ()) -> Step: ...
    def variable(self, tree: Tree, field: str, where: str) -> str | None: ...


class BlockReader:
    def __init__(self, actions: StepReader) -> None:
        self.actions = actions

    def refuse(self, message: str, at: Position) -> None:
        self.actions.refuse(message, at)

    def template(self, tree: Tree, where: str) -> Template:
        return self.actions.templates.template(tree, where)

    # switch

    def switch(self, name: str, tree: Tree, body: Mapping, where: str) -> Switch:
        if not isinstance(tree, Sequence) or not tree.items:
            self.refuse(f"{where}: 'switch' must be a list of conditions", tree.at)
            return Switch([])
        if len(tree.items) > CONDITIONS_PER_SWITCH:
            self.refuse(f"{where}: more than {CONDITIONS_PER_SWITCH} conditions", tree.at)
        return Switch(
            [found for item in tree.items if (found := self.condition(name, item, where))]
        )

    def condition(self, name: str, item: Tree, where: str) -> Condition | None:
        if not isinstance(item, Mapping) or "condition" not in item.entries:
            self.refuse(f"{where}: an entry of 'switch' needs a 'condition'", item.at)
            return None
        tree = item.entries["condition"][1]
        condition = self.template(tree, f"{where}: error evaluating condition")
        if not isinstance(condition, Formula) and not (
            isinstance(condition, Constant) and isinstance(condition.value, bool)
        ):
            self.refuse(f"{where}: 'condition' must be an expression or a boolean", tree.at)
        return Condition(condition, self.actions.body(name, item.at, item, ("condition",)))

    # for

    def for_(self, name: str, tree: Tree, body: Mapping, where: str) -> For | None:
        if not isinstance(tree, Mapping):
            self.refuse(f"{where}: 'for' must be a map with value, in or range, steps", tree.at)
            return None
        self.known_fields(tree, ("value", "index", "in", "range", "steps"), where)
        if "value" not in tree.entries:
            self.refuse(f"{where}: 'for' needs 'value'", tree.at)
            return None
        if ("in" in tree.entries) == ("range" in tree.entries):
            self.refuse(f"{where}: 'for' needs either 'in' or 'range'", tree.at)
        value = tree.entries["value"][1]
        return For(
            self.actions.variable(value, "value", where) or "",
            value.at,
            self.index(tree, where),
            self.items(tree, where),
            self.range(tree, where),
            self.actions.steps_field(tree, tree.at, where),
            tree.at,
        )

    def index(self, tree: Mapping, where: str) -> str | None:
        if "index" not in tree.entries:
            return None
        return self.actions.variable(tree.entries["index"][1], "index", where)

    def items(self, tree: Mapping, where: str) -> Template | None:
        if "in" not in tree.entries:
            return None
        source = tree.entries["in"][1]
        items = self.template(source, f"{where}: error evaluating 'in'")
        if isinstance(items, (Constant, MapTemplate)):
            self.refuse(f"{where}: 'in' must be a list or an expression", source.at)
        return items

    def range(self, tree: Mapping, where: str) -> ListTemplate | Formula | None:
        if "range" not in tree.entries:
            return None
        source = tree.entries["range"][1]
        bounds = self.template(source, f"{where}: error evaluating range")
        if isinstance(bounds, Formula):
            return bounds
        if isinstance(bounds, ListTemplate) and len(bounds.items) == 2:
            return bounds
        self.refuse(f"{where}: 'range' must be [begin, end]", source.at)
        return None

    # parallel

    def parallel(self, name: str, tree: Tree, body: Mapping, where: str) -> Parallel | None:
        if not isinstance(tree, Mapping):
            self.refuse(f"{where}: 'parallel' must be a map with branches or for", tree.at)
            return None
        fields = ("branches", "for", "shared", "concurrency_limit", "exception_policy")
        self.known_fields(tree, fields, where)
        if ("branches" in tree.entries) == ("for" in tree.entries):
            self.refuse(f"{where}: 'parallel' needs either 'branches' or 'for'", tree.at)
        self.exception_policy(tree, where)
        loop = tree.entries.get("for")
        return Parallel(
            self.branches(tree, where),
            self.for_(name, loop[1], tree, where) if loop else None,
            self.shared(tree, where),
            self.concurrency(tree, where),
        )

    def branches(self, tree: Mapping, where: str) -> list[Step]:
        if "branches" not in tree.entries:
            return []
        source = tree.entries["branches"][1]
        if not isinstance(source, Sequence) or not 2 <= len(source.items) <= BRANCHES_PER_STEP:
            message = f"{where}: 'branches' must be a list of 2 to {BRANCHES_PER_STEP} branches"
            self.refuse(message, source.at)
            return []
        found = [step for item in source.items if (step := self.actions.step(item, where))]
        for branch in found:
            if not isinstance(branch.action, Steps):
                self.refuse(f"{where}: branch '{branch.name}' needs 'steps'", branch.at)
        return [branch for branch in found if isinstance(branch.action, Steps)]

    def shared(self, tree: Mapping, where: str) -> list[tuple[str, Position]]:
        if "shared" not in tree.entries:
            return []
        source = tree.entries["shared"][1]
        if not isinstance(source, Sequence):
            self.refuse(f"{where}: 'shared' must be a list of variable names", source.at)
            return []
        names = [(self.actions.variable(item, "shared", where), item.at) for item in source.items]
        found: dict[str, Position] = {}
        for name, at in names:
            if name in found:
                self.refuse(f"{where}: shared variable '{name}' is listed twice", at)
            elif name:
                found[name] = at
        return list(found.items())

    def concurrency(self, tree: Mapping, where: str) -> Template | None:
        if "concurrency_limit" not in tree.entries:
            return None
        source = tree.entries["concurrency_limit"][1]
        limit = self.template(source, f"{where}: error evaluating concurrency_limit")
        constant = limit.value if isinstance(limit, Constant) else 1
        if type(constant) is not int or constant < 1:
            self.refuse(f"{where}: 'concurrency_limit' must be a positive integer", source.at)
        return limit

    def exception_policy(self, tree: Mapping, where: str) -> None:
        if "exception_policy" in tree.entries:
            source = tree.entries["exception_policy"][1]
            if not isinstance(source, Scalar) or source.value != "continueAll":
                self.refuse(f"{where}: the only 'exception_policy' is continueAll", source.at)

    # try

    def try_(self, name: str, tree: Tree, body: Mapping, where: str) -> Try | None:
        if isinstance(tree, Sequence):
            tree = Mapping(tree.at, {"steps": (Scalar("steps", "steps", tree.at), tree)})
        if isinstance(tree, Mapping) and "for" in tree.entries:
            # a known issue of the service: a loop needs a step name of its own
            self.refuse(f"{where}: loop step name should not be empty", tree.entries["for"][0].at)
        error, error_at, handler = self.except_(body, where)
        retry = body.entries.get("retry")
        if retry is None and handler is None:
            self.refuse(f"{where}: 'try' needs 'retry' or 'except'", tree.at)
        return Try(
            self.actions.body(name, tree.at, tree),
            self.retry(retry[1], where) if retry else None,
            error,
            error_at,
            handler,
        )

    def retry(self, tree: Tree, where: str) -> Template | None:
        policy = self.template(tree, f"{where}: error evaluating retry")
        if isinstance(policy, MapTemplate) and isinstance(tree, Mapping):
            self.retry_fields(tree, where)
        elif not isinstance(policy, Formula):
            self.refuse(f"{where}: 'retry' must be a policy or an expression", tree.at)
        return policy

    def retry_fields(self, tree: Mapping, where: str) -> None:
        self.known_fields(tree, _RETRY_FIELDS, where)
        if "backoff" in tree.entries:
            backoff = tree.entries["backoff"][1]
            if isinstance(backoff, Mapping):
                self.known_fields(backoff, _BACKOFF_FIELDS, where)

    def except_(self, body: Mapping, where: str) -> tuple[str | None, Position, Steps | None]:
        if "except" not in body.entries:
            return None, body.at, None
        tree = body.entries["except"][1]
        if not isinstance(tree, Mapping):
            self.refuse(f"{where}: 'except' must be a map with as and steps", tree.at)
            return None, tree.at, None
        self.known_fields(tree, ("as", "steps"), where)
        name = None
        if "as" in tree.entries:
            name = self.actions.variable(tree.entries["as"][1], "as", where)
        if name and "steps" not in tree.entries:
            return name, tree.at, Steps([], tree.at)
        return name, tree.at, self.actions.steps_field(tree, tree.at, where)

    def known_fields(self, tree: Mapping, known: tuple[str, ...], where: str) -> None:
        for text, (key, _) in tree.entries.items():
            if text not in known:
                self.refuse(f"{where}: unknown field '{text}'", key.at)
