"""The shape of a source as JSON Schema (draft 7), for editors: what may stand where, with names to
complete. Deployment checks far more; whatever it accepts fits this schema.
"""

from __future__ import annotations

from typing import Any

from infra.engine.limits import (
    ASSIGNMENTS_PER_STEP,
    BRANCHES_PER_STEP,
    CONDITIONS_PER_SWITCH,
    PARAMETERS_PER_SUBWORKFLOW,
    STEPS_PER_LIST,
)
from infra.engine.stdlib.library import CONSTANTS, FUNCTIONS

Schema = dict[str, Any]

_DOCUMENTATION = "https://cloud.google.com/workflows/docs/reference/syntax"
_VARIABLE = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
_EXPRESSION = {"type": "string", "pattern": r"^\s*\$\{"}
_ACTIONS = ("assign", "call", "for", "parallel", "raise", "return", "steps", "switch", "try")
_POLICIES = ("http.default_retry", "http.default_retry_non_idempotent")


def json_schema() -> Schema:
    routine, main = _ref("routine"), {"allOf": [_ref("routine"), _at_most("params", 1)]}
    workflows = _object({"main": main}, required=["main"], additionalProperties=routine)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Google Cloud Workflows",
        "description": _DOCUMENTATION,
        "anyOf": [_ref("steps"), workflows],
        "definitions": _definitions(),
    }


def _definitions() -> Schema:
    return {
        "routine": _routine(),
        "steps": _list(_one_of_a_kind(_ref("step")), 1, STEPS_PER_LIST),
        "step": _step({}),
        "condition": _condition(),
        "for": _for(),
        "parallel": _parallel(),
        "retry": _retry(),
    }


def _routine() -> Schema:
    parameter = {"anyOf": [_VARIABLE, _one_of_a_kind({})]}
    parameters = _list(parameter, 0, PARAMETERS_PER_SUBWORKFLOW)
    return _object({"params": parameters, "steps": _ref("steps")}, required=["steps"])


def _fields() -> Schema:
    """Of a step."""
    return {
        "assign": _list(_one_of_a_kind({}), 1, ASSIGNMENTS_PER_STEP),
        "call": _call(),
        "args": {"type": ["object", "array", "null"]},
        "result": _VARIABLE,
        "for": _ref("for"),
        "parallel": _ref("parallel"),
        "raise": {},
        "return": {},
        "steps": _ref("steps"),
        "switch": _list(_ref("condition"), 1, CONDITIONS_PER_SWITCH),
        "try": {"anyOf": [_ref("step"), _ref("steps")]},
        "retry": _ref("retry"),
        "except": _object({"as": _VARIABLE, "steps": _ref("steps")}, minProperties=1),
        "next": {"type": "string", "description": "a step's name, or end, break, continue"},
    }


def _call() -> Schema:
    """The names are there to be completed; subworkflows and connectors have others."""
    known = sorted(name for name in FUNCTIONS if "." in name)
    return {"type": "string", "minLength": 1, "anyOf": [{"enum": known}, {"type": "string"}]}


def _step(extra: Schema) -> Schema:
    """A step has one action, or none but `next`."""
    actions = [{"required": [name]} for name in _ACTIONS]
    return _object(
        {**_fields(), **extra},
        oneOf=[*actions, {"required": ["next"], "not": {"anyOf": actions}}],
        dependencies={"args": ["call"], "result": ["call"], "retry": ["try"], "except": ["try"]},
    )


def _condition() -> Schema:
    condition = {"anyOf": [{"type": "boolean"}, _EXPRESSION]}
    step = _step({"condition": condition})
    return {**step, "required": ["condition"]}


def _for() -> Schema:
    bounds = _list({"type": ["number", "string"]}, 2, 2)
    return _object(
        {
            "value": _VARIABLE,
            "index": _VARIABLE,
            "in": {"anyOf": [{"type": "array"}, _EXPRESSION]},
            "range": {"anyOf": [bounds, _EXPRESSION]},
            "steps": _ref("steps"),
        },
        required=["value", "steps"],
        oneOf=[{"required": ["in"]}, {"required": ["range"]}],
    )


def _parallel() -> Schema:
    branch = _one_of_a_kind(_object({"steps": _ref("steps")}, required=["steps"]))
    return _object(
        {
            "branches": _list(branch, 2, BRANCHES_PER_STEP),
            "for": _ref("for"),
            "shared": {"type": "array", "items": _VARIABLE},
            "concurrency_limit": {"anyOf": [{"type": "integer", "minimum": 1}, _EXPRESSION]},
            "exception_policy": {"const": "continueAll"},
        },
        oneOf=[{"required": ["branches"]}, {"required": ["for"]}],
    )


def _retry() -> Schema:
    predicates = sorted(f"${{{name}}}" for name in FUNCTIONS if name.startswith("retry."))
    policies = [f"${{{name}}}" for name in _POLICIES if name in CONSTANTS]
    seconds = {"type": ["number", "string"]}
    backoff = _object(dict.fromkeys(("initial_delay", "max_delay", "multiplier"), seconds))
    policy = _object(
        {
            "predicate": {"anyOf": [{"enum": predicates}, _EXPRESSION]},
            "max_retries": {"type": ["integer", "string"]},
            "backoff": {"anyOf": [backoff, _EXPRESSION]},
        }
    )
    return {"anyOf": [{"enum": policies}, _EXPRESSION, policy]}


def _object(properties: Schema, **more: Any) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def _one_of_a_kind(value: Schema) -> Schema:
    """A map with one key of any name."""
    return {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": value}


def _list(items: Schema, least: int, most: int) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _at_most(field: str, count: int) -> Schema:
    return {"properties": {field: {"maxItems": count}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}
