"""As much of JSON Schema (draft 7) as the schema of workflow sources uses."""

from __future__ import annotations

import re
from typing import Any

Schema = dict[str, Any]
_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}
_IGNORED = {"$schema", "title", "description", "definitions"}


def fits(value: Any, schema: Schema, root: Schema) -> bool:
    """Raises KeyError for a keyword that is not known here."""
    return all(
        _KEYWORDS[keyword](value, needed, schema, root)
        for keyword, needed in schema.items()
        if keyword not in _IGNORED
    )


def _has_type(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name])


def _additional(value: Any, needed: Any, schema: Schema, root: Schema) -> bool:
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    rest = {name: item for name, item in value.items() if name not in known}
    if needed is False and rest:
        return False
    return needed is False or all(fits(item, needed, root) for item in rest.values())


def _properties(value: Any, properties: Schema, _: Schema, root: Schema) -> bool:
    return not isinstance(value, dict) or all(
        fits(value[name], rule, root) for name, rule in properties.items() if name in value
    )


def _ref(value: Any, needed: str, _: Schema, root: Schema) -> bool:
    return fits(value, root["definitions"][needed.rpartition("/")[2]], root)


_KEYWORDS: dict[str, Any] = {
    "$ref": _ref,
    "type": lambda v, n, s, r: any(_has_type(v, t) for t in ([n] if isinstance(n, str) else n)),
    "enum": lambda v, n, s, r: v in n,
    "const": lambda v, n, s, r: v == n,
    "pattern": lambda v, n, s, r: not isinstance(v, str) or bool(re.search(n, v)),
    "minLength": lambda v, n, s, r: not isinstance(v, str) or len(v) >= n,
    "minimum": lambda v, n, s, r: not isinstance(v, int) or v >= n,
    "required": lambda v, n, s, r: not isinstance(v, dict) or set(n) <= v.keys(),
    "minProperties": lambda v, n, s, r: not isinstance(v, dict) or len(v) >= n,
    "maxProperties": lambda v, n, s, r: not isinstance(v, dict) or len(v) <= n,
    "minItems": lambda v, n, s, r: not isinstance(v, list) or len(v) >= n,
    "maxItems": lambda v, n, s, r: not isinstance(v, list) or len(v) <= n,
    "items": lambda v, n, s, r: not isinstance(v, list) or all(fits(one, n, r) for one in v),
    "properties": _properties,
    "additionalProperties": _additional,
    "dependencies": lambda v, n, s, r: (
        not isinstance(v, dict) or all(set(n[k]) <= v.keys() for k in n if k in v)
    ),
    "anyOf": lambda v, n, s, r: any(fits(v, one, r) for one in n),
    "allOf": lambda v, n, s, r: all(fits(v, one, r) for one in n),
    "oneOf": lambda v, n, s, r: sum(fits(v, one, r) for one in n) == 1,
    "not": lambda v, n, s, r: not fits(v, n, r),
}
