"""Which steps `next` can reach: https://cloud.google.com/workflows/docs/reference/syntax/jumps

The lists nested in one another by `steps`, `switch` and `try` are one room, and a jump goes from
any step of it to any other. The inside of a loop, of a parallel branch and of an `except` are rooms
of their own: nobody jumps into them; from an `except` one can jump out.
"""

from __future__ import annotations

from collections.abc import Iterator

from infra.engine.language.nodes import Action, Steps, Switch, Try

Way = tuple[tuple[Steps, int], ...]
"""the lists on the way to a step, from the outermost of its room inwards, and the place in each"""


def ways(steps: Steps) -> dict[str, Way]:
    """The steps in the room whose outermost list is `steps`, each by its name."""
    return dict(_below(steps, ()))


def _below(steps: Steps, around: Way) -> Iterator[tuple[str, Way]]:
    for index, step in enumerate(steps.steps):
        way = (*around, (steps, index))
        yield step.name, way
        for inner in lists_of(step.action):
            yield from _below(inner, way)


def lists_of(action: Action) -> Iterator[Steps]:
    """The lists directly inside `action` that belong to the same room."""
    match action:
        case Steps():
            yield action
        case Switch(conditions=conditions):
            for condition in conditions:
                yield from lists_of(condition.step.action)
        case Try(body=body) if isinstance(body.action, Steps):
            yield body.action
