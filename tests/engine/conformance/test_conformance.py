"""Every case under `cases/` against the engine. What a case says: `case.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from infra.engine.limits import Limits
from infra.engine.program import Program, compile_source, run
from infra.engine.runtime.history import History, StepEntry
from infra.engine.source.error import SourceError, SourceErrors
from infra.engine.values.errors import Cancelled, ExecutionFailed
from tests.engine.conformance.case import DOCUMENTATION, Case, load_cases
from tests.engine.conformance.expectation import differences
from tests.engine.conformance.world import World

CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    found = list(_deployment_differences(case))
    if not found and case.expect.keys().isdisjoint({"deploys", "refused"}):
        found = list(_execution_differences(case, compile_source(case.text)))
    if found:
        chosen = " (the engine's own choice)" if case.choice else ""
        pytest.fail(f"{case}\n{case.page}{chosen}\n" + "\n".join(found), pytrace=False)


def test_names_of_cases_are_unique() -> None:
    names = [str(case) for case in CASES]
    assert sorted(names) == sorted(set(names))


def test_every_case_comes_from_a_page_of_google() -> None:
    google = (f"{DOCUMENTATION}docs/", f"{DOCUMENTATION}quotas", "https://github.com/")
    strangers = [case.page for case in CASES if not case.page.startswith(google)]
    assert strangers == []


def test_choices_of_the_engine_stay_few() -> None:
    assert sum(case.choice for case in CASES) < len(CASES) / 10


def _deployment_differences(case: Case) -> Iterator[str]:
    try:
        compile_source(case.text)
    except SourceErrors as refusal:
        yield from _refusal_differences(case.expect.get("refused"), refusal.errors)
    else:
        if "refused" in case.expect:
            yield f"deployed, but expected to be refused: {case.expect['refused']}"


def _refusal_differences(
    expected: list[dict[str, Any]] | None, errors: list[SourceError]
) -> Iterator[str]:
    told = "\n".join(map(str, errors))
    if expected is None:
        yield f"refused:\n{told}"
        return
    for refusal in expected:
        if not any(_tells(error, **refusal) for error in errors):
            yield f"expected a refusal {refusal}, got:\n{told}"


def _tells(
    error: SourceError, message: str = "", line: int | None = None, column: int | None = None
) -> bool:
    return (
        message in error.message and line in (None, error.line) and column in (None, error.column)
    )


def _execution_differences(case: Case, program: Program) -> Iterator[str]:
    world = World(case)
    history = History(case.history == "detailed", world.clock)
    outcome = asyncio.run(_outcome(program, world, history))
    yield from world.left_over()
    yield from _outcome_differences(case, outcome)
    if "slept" in case.expect and world.slept != pytest.approx(case.expect["slept"], abs=1e-6):
        yield f"slept {world.slept} s, expected {case.expect['slept']} s"
    for kind, kept in {"logs": world.log.entries, "calls": world.log.calls}.items():
        yield from differences(case.expect.get(kind, kept), kept, kind, part=True)
    yield from _step_differences(case, history.entries)


async def _outcome(program: Program, world: World, history: History) -> Any:
    """What the execution returned, ExecutionFailed or Cancelled."""
    execution = asyncio.create_task(
        run(program, world.case.argument, world.context, history, Limits())
    )
    events = asyncio.create_task(world.let_happen(execution))
    try:
        return await execution
    except (ExecutionFailed, Cancelled) as ending:
        return ending
    finally:
        events.cancel()


def _outcome_differences(case: Case, outcome: Any) -> Iterator[str]:
    if isinstance(outcome, Cancelled) or case.cancel is not None:
        if case.cancel is None or not isinstance(outcome, Cancelled):
            yield f"expected to be cancelled: {case.cancel is not None}, got {outcome!r}"
    elif isinstance(outcome, ExecutionFailed):
        yield from _failure_differences(case, outcome)
    elif case.fails:
        yield f"expected to fail, got the result {outcome!r}"
    else:
        yield from differences(case.expect.get("result", outcome), outcome, "result")


def _failure_differences(case: Case, failure: ExecutionFailed) -> Iterator[str]:
    if not case.fails:
        yield f"failed: {failure.context}"
        return
    expect, payload = case.expect, failure.payload
    if "raises" in expect and expect["raises"] not in _tags(payload):
        yield f"expected {expect['raises']}, got {payload!r}"
    yield from differences(expect.get("error", payload), payload, "error", part=True)
    yield from differences(expect.get("context", failure.context), failure.context, "context")
    frames = [
        {key: getattr(frame, key) for key in ("step", "routine", "line", "column", "length")}
        for frame in failure.stack_trace
    ]
    yield from differences(expect.get("stack", frames), frames, "stack", part=True)


def _tags(payload: Any) -> list[str]:
    return payload.get("tags", []) if isinstance(payload, dict) else []


def _step_differences(case: Case, entries: list[StepEntry]) -> Iterator[str]:
    rows, expect = [_row(entry, entries) for entry in entries], case.expect
    yield from differences(expect.get("steps", rows), rows, "steps", part=True)
    following = iter(rows)
    for wanted in expect.get("steps_include", ()):
        if not any(_fits(wanted, row) for row in following):
            yield f"no step entry {wanted} in its place among {rows}"
    for unwanted in expect.get("steps_exclude", ()):
        yield from (f"unexpected step entry {row}" for row in rows if _fits(unwanted, row))
    for counted in expect.get("steps_count", ()):
        wanted = {key: value for key, value in counted.items() if key != "count"}
        number = sum(_fits(wanted, row) for row in rows)
        if number != counted["count"]:
            yield f"expected {counted['count']} entries {wanted}, got {number} among {rows}"


def _row(entry: StepEntry, entries: list[StepEntry]) -> dict[str, Any]:
    return {
        "id": entry.entry_id,
        "step": entry.step,
        "type": entry.step_type,
        "state": entry.state,
        "routine": entry.routine,
        "exception": entry.exception,
        "parent": entries[entry.parent - 1].step if entry.parent else "",
        "previous": entry.previous,
        "next": entry.next,
        "children": entry.children,
        "progress": entry.progress_type,
        "number": entry.progress_number,
        "expected": entry.expected_iteration,
        "variables": entry.variables,
    }


def _fits(wanted: dict[str, Any], row: dict[str, Any]) -> bool:
    return not any(differences(wanted, row, part=True))
