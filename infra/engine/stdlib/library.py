"""The whole standard library: importing this module registers every function and constant."""

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
from infra.engine.stdlib.function import CONSTANTS, FUNCTIONS

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
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
