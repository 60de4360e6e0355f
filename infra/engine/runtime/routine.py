"""Calling routines: `main` and subworkflows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.engine.runtime.frame import Frame, Run
from infra.engine.runtime.steps import Block, Return, run_steps
from infra.engine.runtime.templates import Value
from infra.engine.values.errors import Raised, service_error, type_error


@dataclass(slots=True, eq=False)
class CompiledRoutine:
    name: str
    block: Block = field(default_factory=Block)
    parameters: list[tuple[str, Value | None]] = field(default_factory=list)
    """name and default; the first slots of the frame, in this order"""
    size: int = 0
    """slots of a frame"""
    blocks: list[Block] = field(default_factory=list)
    """every list of steps in it"""

    async def invoke(
        self, run: Run, caller: Frame | None, values: Sequence[Any], entry: int = 0
    ) -> Any:
        """Call with positional values; steps are recorded below `entry`."""
        names = [name for name, _ in self.parameters]
        if len(values) > len(names):
            raise type_error(f"'{self.name}' takes at most {len(names)} arguments")
        return await self.invoke_named(run, caller, dict(zip(names, values, strict=False)), entry)

    async def invoke_named(
        self, run: Run, caller: Frame | None, arguments: Mapping[str, Any], entry: int = 0
    ) -> Any:
        """Call with the arguments by name. Raises TypeError or RecursionError."""
        depth = caller.depth + 1 if caller is not None else 0
        if depth > run.limits.call_depth:
            raise service_error("RecursionError", f"more than {run.limits.call_depth} nested calls")
        frame = run.open_frame(self.size, depth=depth)
        if caller is not None:
            frame.thread, frame.parallel_depth = caller.thread, caller.parallel_depth
        try:
            await self._bind(frame, arguments)
            outcome = await run_steps(frame, self.block, entry)
        except Raised as error:
            error.traced, error.at = False, None
            raise
        finally:
            run.close_frame(frame)
        return outcome.value if isinstance(outcome, Return) else None

    async def _bind(self, frame: Frame, arguments: Mapping[str, Any]) -> None:
        for slot, (name, default) in enumerate(self.parameters):
            if name in arguments:
                frame[slot] = arguments[name]
            elif default is not None:
                frame[slot] = await default.later(frame)
            else:
                raise type_error(f"'{self.name}' is missing argument '{name}'")
            frame.run.charge(frame[slot])
        unknown = arguments.keys() - {name for name, _ in self.parameters}
        if unknown:
            raise type_error(f"'{self.name}' has no argument '{min(unknown)}'")
