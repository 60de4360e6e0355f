"""map.*  https://cloud.google.com/workflows/docs/reference/stdlib/map/get"""

from __future__ import annotations

from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function


@function("map.get")
def get(map: Any, keys: Any) -> Any:
    """The value under a key, or under a path of keys; null where there is none or the way ends."""
    for key in keys if isinstance(keys, list) else [keys]:
        name = arguments.string(key, "keys")
        map = map.get(name) if isinstance(map, dict) else None
    return map


@function("map.delete")
def delete(map: Any, key: Any) -> dict[str, Any]:
    copy = dict(arguments.dictionary(map, "map"))
    copy.pop(arguments.string(key, "key"), None)
    return copy


@function("map.merge")
def merge(first: Any, second: Any) -> dict[str, Any]:
    """Both maps in one; `second` wins."""
    return arguments.dictionary(first, "first") | arguments.dictionary(second, "second")


@function("map.merge_nested")
def merge_nested(first: Any, second: Any) -> dict[str, Any]:
    """As merge, but where both values are maps these are merged too, at any depth."""
    merged = dict(arguments.dictionary(first, "first"))
    for key, value in arguments.dictionary(second, "second").items():
        both_maps = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge_nested(merged[key], value) if both_maps else value
    return merged
