"""list.*  https://cloud.google.com/workflows/docs/reference/stdlib/list/concat"""

from __future__ import annotations

from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function


@function("list.concat")
def concat(objs: Any, val: Any) -> list[Any]:
    """A copy of `objs` with `val` as its last element, even if `val` is a list."""
    return [*arguments.array(objs, "objs"), val]


@function("list.prepend")
def prepend(objs: Any, val: Any) -> list[Any]:
    """A copy of `objs` with `val` as its first element, even if `val` is a list."""
    return [val, *arguments.array(objs, "objs")]
