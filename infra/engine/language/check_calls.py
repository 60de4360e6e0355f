"""Names inside expressions, and whether calls fit what they call."""

from __future__ import annotations

from collections.abc import Collection

from infra.engine.expressions.nodes import Call as CallNode
from infra.engine.expressions.nodes import Member, Name, Node, children, dotted_name
from infra.engine.language.connector_names import is_known, refusal
from infra.engine.language.nodes import (
    Call,
    Constant,
    Formula,
    ListTemplate,
    MapTemplate,
    Workflow,
)
from infra.engine.language.scopes import Scope
from infra.engine.language.signatures import (
    CONNECTORS,
    Signature,
    is_library_value,
    signatures,
)
from infra.engine.language.templates import inside
from infra.engine.source.error import Refusals
from infra.engine.stdlib.library import FUNCTIONS


class CallChecker:
    def __init__(self, workflow: Workflow, refusals: Refusals, stubbed: Collection[str]) -> None:
        self.routines = workflow.routines
        self.signatures = signatures(workflow)
        self.refusals = refusals
        self.stubbed = stubbed

    def subworkflow_names(self) -> None:
        for name, routine in self.routines.items():
            if name in FUNCTIONS:
                message = f"'{name}' is a function of the standard library and cannot be defined"
                self.refusals.add(message, routine.at)

    # expressions

    def formula(self, formula: Formula, scope: Scope, where: str) -> None:
        self.node(formula.node, formula, scope, where)

    def node(self, node: Node, formula: Formula, scope: Scope, where: str) -> None:
        if isinstance(node, (Name, Member)) and self.is_library_value(node, scope):
            return
        if isinstance(node, Name) and not self.is_known(node.name, scope):
            message = f"symbol '{node.name}' is neither a variable nor a sub-workflow name"
            self.refuse(f"{where}: {message}", formula, node.at, len(node.name))
        if isinstance(node, CallNode) and (problem := self.call_problem(node)):
            self.refuse(f"{where}: {problem}", formula, node.at, len(node.function))
        for child in children(node):
            self.node(child, formula, scope, where)

    def is_known(self, name: str, scope: Scope) -> bool:
        return scope.find(name) is not None or name in self.routines

    def is_library_value(self, node: Name | Member, scope: Scope) -> bool:
        """Whether it is one, unless a variable has the name of the module."""
        name = dotted_name(node)
        if name is None or scope.find(name.split(".")[0]) is not None:
            return False
        return is_library_value(name)

    def call_problem(self, call: CallNode) -> str | None:
        signature = self.signatures.get(call.function)
        if signature is None:
            return self.unknown(call.function, "function")
        if signature.blocking:
            return f"'{call.function}' blocks and cannot be used in an expression; use a call step"
        return signature.positional_problem(len(call.arguments))

    def refuse_waiting(self, formula: Formula, where: str) -> None:
        """The index of an assignment target is worked out while writing, which cannot wait."""
        for call in calls_in(formula.node):
            if call.function not in FUNCTIONS:
                message = f"{where}: '{call.function}' cannot be called in an index; assign its"
                self.refuse(f"{message} result first", formula, call.at, len(call.function))

    def refuse(self, message: str, formula: Formula, offset: int, length: int) -> None:
        self.refusals.add(message, inside(formula.at, formula.column, offset, length))

    # call steps

    def call_step(self, call: Call, where: str) -> None:
        signature = self.signatures.get(call.function)
        if signature is not None:
            self.arguments(call, signature, where)
        elif problem := self.unknown(call.function, "function or subworkflow"):
            self.refusals.add(f"{where}: {problem}", call.function_at)

    def unknown(self, name: str, kind: str) -> str | None:
        """What is wrong with a name that is no function's and no subworkflow's."""
        if not name.startswith(CONNECTORS):
            return f"unknown {kind} '{name}'"
        return None if name in self.stubbed or is_known(name) else refusal(name)

    def arguments(self, call: Call, signature: Signature, where: str) -> None:
        match call.arguments:
            case ListTemplate(items=items, at=at):
                problem = signature.positional_problem(len(items))
            case MapTemplate(entries=entries, at=at):
                problem = self.named_arguments(entries, signature, where)
            case None:
                problem, at = signature.missing(()), call.function_at
        if problem:
            self.refusals.add(f"{where}: {problem}", at)

    def named_arguments(
        self,
        entries: tuple[tuple[Constant | Formula, object], ...],
        signature: Signature,
        where: str,
    ) -> str | None:
        """Refuses unknown names; the problem when one is missing, as far as names are literal."""
        keys = [key for key, _ in entries if isinstance(key, Constant)]
        for key in keys:
            if key.value not in signature.parameters:
                message = f"{where}: '{signature.name}' has no argument '{key.value}'"
                self.refusals.add(message, key.at)
        return signature.missing({key.value for key in keys}) if len(keys) == len(entries) else None


def calls_in(node: Node) -> list[CallNode]:
    below = [call for child in children(node) for call in calls_in(child)]
    return [node, *below] if isinstance(node, CallNode) else below
