"""How a function of the standard library is written down: name, parameters, body.

    @function("text.split")
    def split(source: Any, separator: Any) -> list[str]: ...

    @function("sys.sleep", blocking=True)
    async def sleep(context: Context, seconds: Any) -> None: ...

Parameter names are Google's argument names and part of the contract (a trailing `_`, there to step
out of another name's way, is taken off). Parameters with a Python default are optional. A function
whose first parameter is called `context` gets the execution's Context. Bodies check the types of
what they get and raise `type_error`, `value_error` and so on; they may trust the number and names
of arguments, which the compiler checks.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Body = TypeVar("Body", bound=Callable[..., Any])


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Any = _Required()


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    parameters: tuple[Parameter, ...]
    body: Callable[..., Any]
    """body(*values), values in the order of `parameters`; the Context first when `takes_context`;
    returns an awaitable when `blocking`"""
    blocking: bool
    takes_context: bool


FUNCTIONS: dict[str, Function] = {}
"""Every function by its Google name; filled by importing the modules of this package."""


CONSTANTS: dict[str, Any] = {}
"""What is not a function, by name: `http.default_retry`, `retry.default_backoff`."""


def function(name: str, *, blocking: bool = False) -> Callable[[Body], Body]:
    """Register the decorated body under Google's name `name`."""

    def register(body: Body) -> Body:
        parameters = list(inspect.signature(body).parameters.values())
        takes_context = bool(parameters) and parameters[0].name == "context"
        named = tuple(
            Parameter(p.name.rstrip("_"), REQUIRED if p.default is p.empty else p.default)
            for p in parameters[takes_context:]
        )
        FUNCTIONS[name] = Function(name, named, body, blocking, takes_context)
        return body

    return register
