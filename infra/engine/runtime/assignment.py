"""Writing variables and elements inside them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from infra.engine.expressions.operators import element, list_index
from infra.engine.language.nodes import Target
from infra.engine.runtime.expressions import Evaluate, Names, compiled, variable
from infra.engine.runtime.frame import Frame
from infra.engine.values.errors import type_error
from infra.engine.values.values import type_name

Store = Callable[[Frame, Any], None]

_FREE = frozenset((int, float, bool, type(None)))
"""values a variable holds at no cost beyond its own, which the next recount sees"""


def _references_of_one_owner() -> int:
    """What sys.getrefcount says, below, of a container that one variable or element holds; which
    temporary references it counts is a matter of the Python version."""
    holder = [[0]]
    container = holder[0]
    return sys.getrefcount(container)


_SOLE_OWNER = _references_of_one_owner()


def store_variable(name: str, names: Names) -> Store:
    outwards, slot = names.scope.find(name) or (0, 0)

    def own(frame: Frame, value: Any) -> None:
        frame[slot] = value
        if type(value) not in _FREE:
            frame.run.charge(value)

    def outer(frame: Frame, value: Any) -> None:
        for _ in range(outwards):
            frame = frame.outer
        own(frame, value)

    return outer if outwards else own


def store(target: Target, names: Names) -> Store:
    """What writes `target`; its indexes must not await anything."""
    if not target.path:
        return store_variable(target.variable, names)
    read = variable(target.variable, names)
    outwards, slot = names.scope.find(target.variable) or (0, 0)
    keys = [_key(part, names) for part in target.path]

    def store_element(frame: Frame, value: Any) -> None:
        path = [key(frame) for key in keys]
        read(frame)  # refuses a variable that nothing was assigned to
        holder = frame
        for _ in range(outwards):
            holder = holder.outer
        _put(holder, slot, path, value)
        frame.run.charge(value)

    return store_element


def _key(part: Any, names: Names) -> Evaluate:
    return (lambda frame: part) if isinstance(part, str) else compiled(part, names)


def _put(frame: Frame, slot: int, path: list[Any], value: Any) -> None:
    """Write `value` at `path`; a container on the way that others hold too is copied first."""
    container = frame[slot]
    if sys.getrefcount(container) > _SOLE_OWNER:
        container = frame[slot] = _copy(container)
    for key in path[:-1]:
        inner = element(container, key)
        if sys.getrefcount(inner) > _SOLE_OWNER:
            inner = container[key] = _copy(inner)
        container = inner
    _set(container, path[-1], value)


def _copy(container: Any) -> Any:
    return container.copy() if type(container) in (list, dict) else container


def _set(container: Any, key: Any, value: Any) -> None:
    if type(container) is list:
        container[list_index(container, key)] = value
    elif type(container) is not dict:
        kind = type_name(container)
        raise type_error(f"cannot assign an element of '{kind}' (expecting dict or list)")
    elif type(key) is not str:
        raise type_error(f"the key of a map must be a string; got: {type_name(key)}")
    else:
        container[key] = value
