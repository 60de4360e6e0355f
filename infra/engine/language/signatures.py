"""What can be called, and with which arguments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from infra.engine.language.nodes import Workflow
from infra.engine.stdlib.library import CONSTANTS, FUNCTIONS

CONNECTORS = ("googleapis.", "gke.")
"""how the names of connectors begin"""


@dataclass(frozen=True, slots=True)
class Signature:
    """Of a subworkflow or a function of the standard library."""

    name: str
    parameters: list[str]
    required: frozenset[str]
    blocking: bool

    def positional_problem(self, given: int) -> str | None:
        if given > len(self.parameters):
            most = len(self.parameters)
            return f"'{self.name}' takes at most {most} arguments, {given} are given"
        return self.missing(self.parameters[:given])

    def missing(self, given: Collection[str]) -> str | None:
        names = [n for n in self.parameters if n in self.required and n not in given]
        listed = ", ".join(f"'{name}'" for name in names)
        return f"'{self.name}' is missing argument {listed}" if names else None


def signatures(workflow: Workflow) -> dict[str, Signature]:
    """Of everything but connectors, whose arguments only the service knows."""
    found = {
        name: Signature(
            name,
            [parameter.name for parameter in function.parameters],
            frozenset(parameter.name for parameter in function.parameters if parameter.required),
            function.blocking,
        )
        for name, function in FUNCTIONS.items()
    }
    for name, routine in workflow.routines.items():
        required = frozenset(p.name for p in routine.parameters if p.default is None)
        found[name] = Signature(name, [p.name for p in routine.parameters], required, False)
    return found


def is_library_value(name: str) -> bool:
    """`http.default_retry` and its like, members of such a value included."""
    parts = name.split(".")
    prefixes = (".".join(parts[:count]) for count in range(2, len(parts) + 1))
    return any(prefix in CONSTANTS or prefix in FUNCTIONS for prefix in prefixes)
