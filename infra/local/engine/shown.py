"""Values as logs and step entries show them: what JSON cannot carry (bytes, NaN) is null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from infra.local.engine.values import plain


def shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    try:
        return plain(value)
    except ValueError:
        return None
