"""The standard library, one module for each of Google's.

Importing the package fills FUNCTIONS and CONSTANTS.

https://cloud.google.com/workflows/docs/reference/stdlib/overview
"""

from infra.engine.stdlib import (
    base64,
    events,
    experimental_executions,
    expression_helpers,
    hash,
    http,
    json,
    list,
    map,
    math,
    retry,
    sys,
    text,
    time,
    uuid,
)
from infra.engine.stdlib.function import CONSTANTS, FUNCTIONS, Function, Parameter

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "Function",
    "Parameter",
    "base64",
    "events",
    "experimental_executions",
    "expression_helpers",
    "hash",
    "http",
    "json",
    "list",
    "map",
    "math",
    "retry",
    "sys",
    "text",
    "time",
    "uuid",
]
