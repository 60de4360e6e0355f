"""An execution can be cancelled wherever it is, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from infra.engine.limits import Limits
from infra.engine.program import Cancelled, compile_source, run
from infra.engine.runtime.history import History
from infra.engine.stubs import context_for
from infra.engine.world.clock import SystemClock
from infra.engine.world.context import Context

SLEEP = "{call: sys.sleep, args: {seconds: 1000}}"
SLEEPER = f"sleeper: {{params: [e], steps: [{{s: {SLEEP}}}, {{r: {{return: true}}}}]}}\n"
NAP = "[{s: {call: sys.sleep, args: {seconds: 1000}}}]"
WAITING = {
    "a sleep": f"main: {{steps: [{{a: {SLEEP}}}]}}\n",
    "a try": f"main: {{steps: [{{a: {{try: {SLEEP}, except: {{steps: {NAP}}}}}}}]}}\n",
    "an except": f"main: {{steps: [{{a: {{try: {{raise: x}}, except: {{steps: {NAP}}}}}}}]}}\n",
    "the wait before a retry": (
        "main: {steps: [{a: {try: {raise: x}, retry: {max_retries: 9, backoff: "
        "{initial_delay: 1000, max_delay: 1000, multiplier: 1}}}}]}\n"
    ),
    "a retry predicate": (
        "main: {steps: [{a: {try: {raise: x}, retry: {predicate: '${sleeper}', max_retries: 3}}}]}"
        f"\n{SLEEPER}"
    ),
    "a condition": (
        "main: {steps: [{a: {switch: [{condition: '${sleeper(1)}', next: end}]}}]}\n" + SLEEPER
    ),
    "an expression": "main: {steps: [{a: {assign: [{x: '${[sleeper(1)]}'}]}}]}\n" + SLEEPER,
    "a connector": "main: {steps: [{a: {call: googleapis.slow.v1.get}}]}\n",
    "a subworkflow": "main: {steps: [{a: {call: sleeper, args: {e: 1}}}]}\n" + SLEEPER,
    "parallel iterations": (
        "main: {steps: [{a: {parallel: {for: {value: v, range: [1, 30], steps: [{b: {parallel: "
        f"{{for: {{value: w, range: [1, 3], steps: {NAP}}}}}}}}}]}}}}}}}}]}}\n"
    ),
    "busy steps": "main: {steps: [{a: {assign: [{n: 0}]}}, {b: {next: a}}]}\n",
    "busy branches": (
        "main: {steps: [{p: {parallel: {branches: [{x: {steps: [{a: {assign: [{n: 0}]}}, "
        "{b: {next: a}}]}}, {y: {steps: [{c: {assign: [{n: 0}]}}, {d: {next: c}}]}}]}}}]}\n"
    ),
}


class SlowConnectors:
    async def call(self, name: str, args: Mapping[str, Any], context: Context) -> Any:
        await context.clock.wait_for(asyncio.sleep(1000), 500)


async def cancelled_after(source: str, seconds: float) -> History:
    clock = SystemClock()
    history = History(True, clock)
    context = context_for(clock, connectors=SlowConnectors())
    work = run(
        compile_source(source, stubbed=["googleapis.slow.v1.get"]),
        None,
        context,
        history,
        Limits(steps=10**9),
    )
    task = asyncio.create_task(work)
    await asyncio.sleep(seconds)
    task.cancel()
    with pytest.raises(Cancelled):
        async with asyncio.timeout(5):
            await task
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    return history


@pytest.mark.parametrize("source", WAITING.values(), ids=WAITING)
@pytest.mark.parametrize("seconds", [0.002, 0.01])
def test_an_execution_can_be_cancelled_in(source: str, seconds: float) -> None:
    history = asyncio.run(cancelled_after(source, seconds))
    assert "STATE_IN_PROGRESS" not in {entry.state for entry in history.entries}
    assert history.current_steps() == []
