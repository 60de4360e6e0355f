"""Whoever keeps what the service remembers beyond the life of this process, if anybody does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from infra.engine.service.execution import Execution, Workflow


class Keeper(Protocol):
    """Told of each change as it happens; must not fail and not take long."""

    @property
    def keeps(self) -> bool: ...

    def deployed(self, workflow: Workflow) -> None: ...

    def removed(self, workflow_name: str) -> None: ...

    def created(self, execution: Execution) -> None: ...

    def ended(self, execution: Execution) -> None: ...

    def forgotten(self, execution_name: str) -> None: ...

    def steps_forgotten(self, execution_name: str) -> None: ...


class NothingKept:
    keeps = False

    def deployed(self, workflow: Workflow) -> None: ...

    def removed(self, workflow_name: str) -> None: ...

    def created(self, execution: Execution) -> None: ...

    def ended(self, execution: Execution) -> None: ...

    def forgotten(self, execution_name: str) -> None: ...

    def steps_forgotten(self, execution_name: str) -> None: ...


NOTHING_KEPT = NothingKept()
