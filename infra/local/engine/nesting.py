"""How deep a value is nested: Google's JSON stops at 100 levels, Python's stack a little later."""

from __future__ import annotations

from typing import Any

MAX_LEVELS = 100


def is_too_deep(value: Any, levels: int = MAX_LEVELS) -> bool:
    """Whether lists and maps stand in each other more than `levels` deep."""
    level = [value]
    for _ in range(levels + 1):
        level = [child for container in level for child in _children(container)]
        if not level:
            return False
    return True


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
