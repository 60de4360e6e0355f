"""What an execution leaves behind: step entries, errors with their stack."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from infra.engine.program import Cancelled, compile_source, run
from infra.engine.runtime.history import History, StepEntry
from infra.engine.stubs import context_for, json_response
from infra.engine.testing import Finished, execute
from infra.engine.world.clock import SystemClock, VirtualClock

EVERYTHING = """
main:
  params: [args]
  steps:
    - init: {assign: [{n: 1}]}
    - choose:
        switch:
          - {condition: '${n == 2}', next: end}
          - {condition: true, next: loop}
    - skipped: {assign: [{n: 5}]}
    - loop:
        for: {value: v, in: [a, b], steps: [{body: {call: sub, args: {x: '${v}'}, result: r}}]}
    - attempt:
        try: {call: http.get, args: {url: 'https://a.test'}, result: r}
        retry: {predicate: '${retry.always}', max_retries: 1, backoff: {initial_delay: 3}}
        except: {as: e, steps: [{caught: {assign: [{n: '${e.code}'}]}}]}
    - both:
        parallel:
          branches:
            - one: {steps: [{p1: {call: sys.sleep, args: {seconds: 2}}}]}
            - two: {steps: [{p2: {call: sys.sleep, args: {seconds: 1}}}]}
    - nested: {steps: [{deep: {next: done}}]}
    - done: {return: '${n}'}
sub:
  params: [x]
  steps:
    - r: {return: '${x}'}
"""


def shape(entry: StepEntry) -> tuple[int, str, str, str, int]:
    kind = entry.step_type.removeprefix("STEP_")
    return entry.entry_id, entry.step, kind, entry.state.removeprefix("STATE_"), entry.parent


def everything() -> Finished:
    return execute(EVERYTHING, http=lambda request: json_response({}, 503))


def test_entries_tell_every_step_with_its_parent() -> None:
    done = everything()
    assert done.result == 503
    assert list(map(shape, done.entries)) == [
        (1, "init", "ASSIGN", "SUCCEEDED", 0),
        (2, "choose", "SWITCH", "SUCCEEDED", 0),
        (3, "choose", "CONDITION", "SUCCEEDED", 2),
        (4, "loop", "FOR", "SUCCEEDED", 0),
        (5, "loop", "FOR_ITERATION", "SUCCEEDED", 4),
        (6, "body", "SUBWORKFLOW_CALL", "SUCCEEDED", 5),
        (7, "r", "RETURN", "SUCCEEDED", 6),
        (8, "loop", "FOR_ITERATION", "SUCCEEDED", 4),
        (9, "body", "SUBWORKFLOW_CALL", "SUCCEEDED", 8),
        (10, "r", "RETURN", "SUCCEEDED", 9),
        (11, "attempt", "TRY_RETRY_EXCEPT", "SUCCEEDED", 0),
        (12, "attempt", "TRY", "FAILED", 11),
        (13, "attempt", "STD_LIB_CALL", "FAILED", 12),
        (14, "attempt", "RETRY", "SUCCEEDED", 11),
        (15, "attempt", "TRY", "FAILED", 11),
        (16, "attempt", "STD_LIB_CALL", "FAILED", 15),
        (17, "attempt", "EXCEPT", "SUCCEEDED", 11),
        (18, "caught", "ASSIGN", "SUCCEEDED", 17),
        (19, "both", "PARALLEL_BRANCH", "SUCCEEDED", 0),
        (20, "one", "PARALLEL_BRANCH_ENTRY", "SUCCEEDED", 19),
        (21, "p1", "STD_LIB_CALL", "SUCCEEDED", 20),
        (22, "two", "PARALLEL_BRANCH_ENTRY", "SUCCEEDED", 19),
        (23, "p2", "STD_LIB_CALL", "SUCCEEDED", 22),
        (24, "nested", "TYPE_UNSPECIFIED", "SUCCEEDED", 0),
        (25, "deep", "GOTO", "SUCCEEDED", 24),
        (26, "done", "RETURN", "SUCCEEDED", 0),
    ]


def test_entries_are_linked_to_their_siblings_and_children() -> None:
    entries = {entry.entry_id: entry for entry in everything().entries}
    assert entries[11].children == [12, 14, 15, 17]
    assert (entries[14].previous, entries[14].next) == (12, 15)
    assert (entries[1].previous, entries[1].next) == (0, 2)
    assert entries[7].routine == "sub"
    assert (entries[20].thread_id, entries[23].thread_id) == ("1", "2")
    assert (entries[22].progress_type, entries[22].progress_number) == (
        "PROGRESS_TYPE_PARALLEL_BRANCH",
        2,
    )
    assert entries[3].progress_number == 2
    assert entries[15].progress_number == 2
    assert entries[12].exception["code"] == 503
    assert entries[14].updated - entries[14].created == 3


def test_variables_are_recorded_in_detailed_history_only() -> None:
    text = "- a: {assign: [{x: {n: 1}}]}\n- b: {assign: [{x.n: 2}]}\n"
    assert [e.variables for e in execute(text).entries] == [None, None]
    detailed = execute(text, detailed=True).entries
    assert [e.variables for e in detailed] == [{"x": {"n": 1}}, {"x": {"n": 2}}]


def test_a_failed_step_keeps_the_variables_it_failed_on() -> None:
    text = "- a: {assign: [{x: 1}, {y: '${x / 0}'}]}\n"
    assert execute(text, detailed=True).entries[0].variables == {"x": 1}


def test_history_is_bounded_and_keeps_the_newest() -> None:
    text = "- f: {for: {value: v, range: [1, 50], steps: [{a: {assign: [{x: '${v}'}]}}]}}\n"
    program, clock = compile_source(text), VirtualClock()
    history = History(False, clock, capacity=10)
    asyncio.run(run(program, None, context_for(clock), history))
    assert [entry.entry_id for entry in history.entries] == list(range(92, 102))


def failure(text: str, **world: Any) -> tuple[str, list[tuple[str, str, int, int, int]]]:
    error = execute(text, **world).error
    assert error is not None
    frames = [(f.step, f.routine, f.line, f.column, f.length) for f in error.stack_trace]
    return error.context, frames


def test_the_context_of_an_error_names_every_routine_from_inside_out() -> None:
    text = """
main:
  steps:
    - outer:
        for:
          value: v
          in: [1]
          steps:
            - inner:
                call: sub
                args: {n: 1}
sub:
  params: [n]
  steps:
    - work:
        assign:
          - x: ${n + other(n)}
other:
  params: [n]
  steps:
    - fail:
        raise: oops
"""
    context, frames = failure(text)
    assert context == (
        'RuntimeError: "oops"\n'
        'in step "fail", routine "other", line: 22\n'
        'in step "work", routine "sub", line: 17\n'
        'in step "inner", routine "main", line: 10'
    )
    assert frames[1] == ("work", "sub", 17, 16, 15)


def test_the_position_of_an_error_is_that_of_the_failing_expression() -> None:
    _, frames = failure("- a:\n    assign:\n      - x: 1\n      - y: '${x.z}'\n")
    assert frames == [("a", "main", 4, 12, 8)]


def test_a_raised_map_is_told_by_its_message() -> None:
    context, _ = failure("- a: {raise: {message: no room, code: 7}}\n")
    assert context.splitlines()[0] == "no room"


def test_raising_a_caught_error_again_starts_its_stack_anew() -> None:
    text = (
        "- a:\n    try: {raise: one}\n    except:\n      as: e\n      steps:\n"
        "        - again: {raise: '${e}'}\n"
    )
    _, frames = failure(text)
    assert [frame[0] for frame in frames] == ["again"]


async def _cancelled_after(seconds: float, text: str) -> History:
    clock = SystemClock()
    history = History(False, clock)
    task = asyncio.create_task(run(compile_source(text), None, context_for(clock), history))
    await asyncio.sleep(seconds)
    assert history.current_steps() == [("main", "f"), ("sub", "wait")]
    task.cancel()
    with pytest.raises(Cancelled):
        await task
    return history


def test_cancelling_marks_the_steps_in_progress() -> None:
    text = (
        "main:\n  steps:\n    - a: {assign: [{x: 1}]}\n"
        "    - l: {for: {value: v, in: [1, 2], steps: [{f: {call: sub}}]}}\n"
        "sub:\n  steps:\n    - wait: {call: sys.sleep, args: {seconds: 1000}}\n"
    )
    history = asyncio.run(_cancelled_after(0.02, text))
    assert [entry.state for entry in history.entries] == [
        "STATE_SUCCEEDED",
        "STATE_CANCELLED",
        "STATE_CANCELLED",
        "STATE_CANCELLED",
        "STATE_CANCELLED",
    ]


def test_a_busy_execution_lets_others_run() -> None:
    async def both() -> float:
        clock = SystemClock()
        text = "- f: {for: {value: v, range: [1, 40000], steps: [{a: {assign: [{x: '${v}'}]}}]}}\n"
        busy = run(compile_source(text), None, context_for(clock), History(False, clock))
        task = asyncio.create_task(busy)
        await asyncio.sleep(0)
        turns = 0
        while not task.done():
            turns += 1
            await asyncio.sleep(0)
        return turns

    assert asyncio.run(both()) > 10
