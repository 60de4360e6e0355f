"""Values as errors, logs and step entries show them: whatever they hold, something is shown.

What JSON cannot carry is null (bytes, NaN, what is nested too deeply); functions are their name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from infra.engine.values.values import MAX_DEPTH, plain


def shown(value: Any, levels: int = MAX_DEPTH) -> Any:
    if isinstance(value, Mapping | list | tuple) and not levels:
        return None
    if isinstance(value, Mapping):
        return {str(key): shown(item, levels - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item, levels - 1) for item in value]
    try:
        return plain(value)
    except ValueError:
        return getattr(value, "name", None)


def to_json(value: Any) -> str:
    """Compact JSON with sorted keys, the form of `error.payload`."""
    return json.dumps(shown(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
