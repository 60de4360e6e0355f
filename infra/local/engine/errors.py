"""What a workflow can raise and catch, and what ends an execution at once.

    WorkflowError            a value a workflow may catch with `except`
    ExecutionEnded           nothing in the workflow can catch these
    ├── ResourceLimitError   a limit of the service was passed
    └── Cancelled            somebody cancelled the execution

`WorkflowError.value` is exactly what `except: as: e` binds: a map for errors of the service, whatever was
raised for `raise`. Tags and messages: https://cloud.google.com/workflows/docs/reference/syntax/error-types
"""

from __future__ import annotations

from typing import Any

_PARENTS = {
    "KeyError": ("LookupError",),
    "IndexError": ("LookupError",),
    "ZeroDivisionError": ("ArithmeticError",),
    "TimeoutError": ("OSError",),
    "UnhandledBranchError": ("RuntimeError",),
}


class WorkflowError(Exception):
    """A raised value on its way to the nearest `except`, or to the end of the execution."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class ExecutionEnded(Exception):
    """The execution is over and no `except` is asked."""


class ResourceLimitError(ExecutionEnded):
    """A limit of the service was passed: steps, memory, depth of results."""

    def __init__(self, message: str, tag: str = "ResourceLimitError") -> None:
        super().__init__(message)
        self.value = {"message": f"{tag}: {message}", "tags": [tag, "ResourceLimitError"]}


class Cancelled(ExecutionEnded):
    """The execution was cancelled through the API."""


def service_error(tag: str, message: str, **fields: Any) -> WorkflowError:
    """An error map as the service raises it: `message` is prefixed by its tag, parents follow it in `tags`."""
    tags = [tag, *_PARENTS.get(tag, ())]
    return WorkflowError({"message": f"{tag}: {message}", "tags": tags, **fields})


def type_error(message: str) -> WorkflowError:
    return service_error("TypeError", message)


def value_error(message: str) -> WorkflowError:
    return service_error("ValueError", message)


def key_error(key: object) -> WorkflowError:
    return service_error("KeyError", f"key not found: {key}")
