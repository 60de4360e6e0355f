"""Google's own discovery documents: which method a request is, and whether its body is allowed.

google-api-python-client brings them along. They name every field of every API with its type.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import googleapiclient.discovery_cache

DOCUMENTS = Path(googleapiclient.discovery_cache.__file__).parent / "documents"
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}


@dataclass(frozen=True)
class Method:
    id: str
    """`secretmanager.projects.secrets.get`"""
    verb: str
    pattern: re.Pattern[str]
    request: str | None
    """name of the schema of its body"""
    response: str | None

    @property
    def name(self) -> str:
        return self.id.rpartition(".")[2]


class Document:
    """One version of one API."""

    def __init__(self, api: str, version: str) -> None:
        content = json.loads((DOCUMENTS / f"{api}.{version}.json").read_text())
        self.schemas: Mapping[str, Any] = content["schemas"]
        self.methods = sorted(
            _methods(content, content.get("servicePath", "")),
            key=lambda method: -len(method.pattern.pattern),
        )

    def find(self, verb: str, path: str) -> tuple[Method, list[str]] | None:
        """The method of a request and the variable parts of its path; None if there is none."""
        for method in self.methods:
            if method.verb == verb and (found := method.pattern.fullmatch(path)):
                return method, [unquote(part) for part in found.groups()]
        return None

    def faults(self, schema: str, value: Any) -> list[str]:
        """What in `value` the schema does not allow, as paths with a word."""
        return list(_faults(self.schemas, {"$ref": schema}, value, ""))

    def list_key(self, schema: str) -> str:
        """The field of a list's answer that holds what is listed."""
        fields = self.schemas[schema]["properties"].items()
        return str(next(name for name, each in fields if "$ref" in each.get("items", {})))


@cache
def document(api: str, version: str) -> Document:
    return Document(api, version)


def _methods(node: Mapping[str, Any], base: str) -> Iterator[Method]:
    for each in node.get("methods", {}).values():
        path = base + each.get("flatPath", each["path"])
        pattern = re.sub(r"\\\{[^}]*\\\}", "([^/:]+)", re.escape(path).replace(r"\+", ""))
        yield Method(
            each["id"],
            each["httpMethod"],
            re.compile(pattern.replace("([^/:]+)", "([^/]+?)")),
            each.get("request", {}).get("$ref"),
            each.get("response", {}).get("$ref"),
        )
    for inner in node.get("resources", {}).values():
        yield from _methods(inner, base)


def _faults(schemas: Mapping[str, Any], schema: Any, value: Any, path: str) -> Iterator[str]:
    schema = schemas[schema["$ref"]] if "$ref" in schema else schema
    kind = schema.get("type", "any")
    if kind in TYPES and value is not None and not _fits(kind, schema, value):
        yield f"{path or '.'}: {type(value).__name__} is no {kind}"
    elif isinstance(value, dict):
        for name, inner in value.items():
            known = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if known is not None:
                yield from _faults(schemas, known, inner, f"{path}.{name}")
            elif kind == "object" and name != "@type":
                yield f"{path}.{name}: unknown"
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _faults(schemas, schema.get("items", {}), inner, f"{path}[{index}]")
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value} is none of {schema['enum']}"


def _fits(kind: str, schema: Mapping[str, Any], value: Any) -> bool:
    if kind == "string" and schema.get("format", "").endswith(("int64", "int32")):
        return isinstance(value, str | int)
    if isinstance(value, bool) and kind in ("integer", "number"):
        return False
    return isinstance(value, TYPES[kind])
