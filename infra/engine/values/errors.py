"""What a workflow can raise and catch, and what ends an execution at once.

    Raised                   anything that carries a value and the steps it came through
    ├── WorkflowError        a value a workflow may catch with `except`
    └── ResourceLimitError   a limit of the service was passed; nothing in the workflow can catch it
    Cancelled                somebody cancelled the execution; nothing in the workflow can catch it
    ExecutionFailed          the end of an execution: what the API shows as its `error`

`WorkflowError.value` is exactly what `except: as: e` binds: a map for errors of the service,
whatever was raised for `raise`. Tags and messages:
https://cloud.google.com/workflows/docs/reference/syntax/error-types
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.engine.values.shown import to_json

_PARENTS = {
    "KeyError": ("LookupError",),
    "IndexError": ("LookupError",),
    "ZeroDivisionError": ("ArithmeticError",),
    "TimeoutError": ("OSError",),
    "UnhandledBranchError": ("RuntimeError",),
    "RecursionError": ("RuntimeError",),
}


@dataclass(frozen=True, slots=True)
class StackFrame:
    """One routine of the stack and the step it was in; line and column count from 1."""

    step: str
    routine: str
    line: int
    column: int
    length: int


class Raised(Exception):
    """A value on its way out, and the stack it left behind, innermost frame first."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value
        self.stack_trace: list[StackFrame] = []
        self.at: Any = None
        """position of the expression that failed, until its step has added the stack frame"""
        self.traced = False
        """whether the routine the error is passing through already has its frame"""
        self.failed_call: Any = None
        """what the call log knows of the call step it came out of last"""

    def __str__(self) -> str:
        return describe(self.value)


class WorkflowError(Raised):
    """A raised value on its way to the nearest `except`, or to the end of the execution."""


class ResourceLimitError(Raised):
    """A limit of the service was passed: steps, memory, size of a result.

    The service stops the execution from outside, so nothing is told of the stack; the step entries
    and status.currentSteps say where it was.
    """

    def __init__(self, message: str, tag: str = "ResourceLimitError") -> None:
        tags = [tag] if tag == "ResourceLimitError" else [tag, "ResourceLimitError"]
        super().__init__({"message": f"{tag}: {message}", "tags": tags})


class Cancelled(Exception):
    """The execution was cancelled through the API."""


class ExecutionFailed(Exception):
    """Nothing caught `error.value`; `context` is Google's text of error.context."""

    def __init__(self, error: Raised) -> None:
        self.payload = error.value
        limited = isinstance(error, ResourceLimitError)
        self.stack_trace = [] if limited else error.stack_trace
        self.context = "" if limited else _context(error)
        super().__init__(_context(error))


def _context(error: Raised) -> str:
    frames = [
        f'in step "{frame.step}", routine "{frame.routine}", line: {frame.line}'
        for frame in error.stack_trace
    ]
    return "\n".join([describe(error.value), *frames])


def describe(value: Any) -> str:
    """The first line of error.context: the message of an error map, or the raised value as JSON."""
    if isinstance(value, dict) and isinstance(value.get("message"), str):
        return str(value["message"])
    return f"RuntimeError: {to_json(value)}"


def service_error(tag: str, message: str, **fields: Any) -> WorkflowError:
    """An error map as the service raises it: the tag opens `message`, `tags` hold its parents."""
    tags = [tag, *_PARENTS.get(tag, ())]
    return WorkflowError({"message": f"{tag}: {message}", "tags": tags, **fields})


def timed_out() -> WorkflowError:
    """Of an HTTP request, in the service's own words."""
    return WorkflowError({"message": "request timed out", "tags": ["TimeoutError", "OSError"]})


def not_searchable(kind: str) -> WorkflowError:
    """Of `in`, in the service's own words."""
    message = f"The argument of 'in' must be a dict or an array; got: {kind}"
    return WorkflowError({"message": message, "tags": ["TypeError"]})


def type_error(message: str) -> WorkflowError:
    return service_error("TypeError", message)


def value_error(message: str) -> WorkflowError:
    return service_error("ValueError", message)


def key_error(key: object) -> WorkflowError:
    return service_error("KeyError", f"key not found: {key}")
