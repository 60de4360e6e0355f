"""A workflow as the reader understood it: routines, steps, actions, templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from infra.engine.expressions.nodes import Node
from infra.engine.source.error import Position


@dataclass(frozen=True, slots=True)
class Constant:
    value: Any
    """a scalar"""
    at: Position


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression: a whole scalar of the form `${…}`."""

    node: Node
    text: str
    """between the braces"""
    at: Position
    """of the whole scalar"""
    column: int
    """where `text` starts in the source line; 0 in block scalars, whose columns are lost"""


@dataclass(frozen=True, slots=True)
class ListTemplate:
    items: tuple[Template, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class MapTemplate:
    entries: tuple[tuple[Constant | Formula, Template], ...]
    """keys may be expressions"""
    at: Position


Template = Constant | Formula | ListTemplate | MapTemplate


@dataclass(frozen=True, slots=True)
class Target:
    """What an assignment writes: a variable, or an element at `path` inside it."""

    variable: str
    path: tuple[str | Node, ...]
    """member names and index expressions"""
    formula: Formula
    """the target as an expression, for its position and the checks of its indexes"""


@dataclass(frozen=True, slots=True)
class NextStep:
    """`next:`; `end`, `break` and `continue` included."""

    name: str
    at: Position


@dataclass(slots=True)
class Assign:
    assignments: list[tuple[Target, Template]]


@dataclass(slots=True)
class Call:
    function: str
    function_at: Position
    arguments: MapTemplate | ListTemplate | None
    result: Target | None


@dataclass(slots=True)
class Condition:
    condition: Template
    step: Step
    """what to do: a step without a name of its own; its action may be None"""


@dataclass(slots=True)
class Switch:
    conditions: list[Condition]


@dataclass(slots=True)
class For:
    value: str
    value_at: Position
    index: str | None
    items: Template | None
    """`in`"""
    range: ListTemplate | Formula | None
    """two items"""
    steps: Steps
    at: Position


@dataclass(slots=True)
class Parallel:
    branches: list[Step]
    """steps whose action is Steps"""
    loop: For | None
    shared: list[tuple[str, Position]]
    concurrency: Template | None


@dataclass(slots=True)
class Try:
    body: Step
    retry: Template | None
    error: str | None
    """`as`; None when there is no `except`"""
    error_at: Position
    handler: Steps | None


@dataclass(slots=True)
class Raise:
    value: Template


@dataclass(slots=True)
class Return:
    value: Template


@dataclass(slots=True)
class Steps:
    steps: list[Step]
    at: Position


Action = Assign | Call | Switch | For | Parallel | Try | Raise | Return | Steps | None


@dataclass(slots=True)
class Step:
    name: str
    at: Position
    """of its name"""
    action_at: Position
    """of the word that says what it does, where errors of the step are told to be"""
    action: Action
    next: NextStep | None


@dataclass(slots=True)
class Parameter:
    name: str
    at: Position
    default: Template | None


@dataclass(slots=True)
class Routine:
    name: str
    at: Position
    parameters: list[Parameter]
    steps: Steps


@dataclass(slots=True)
class Workflow:
    routines: dict[str, Routine] = field(default_factory=dict)
    """`main` among them"""
