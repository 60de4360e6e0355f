"""Sources and values made to exhaust the engine: refused with a position or ended by a limit."""

from __future__ import annotations

import asyncio
import time

import pytest

from infra.engine.limits import Limits
from infra.engine.program import ExecutionFailed, SourceErrors, compile_source, run
from infra.engine.runtime.history import History
from infra.engine.stubs import RecordedLog, context_for
from infra.engine.testing import execute
from infra.engine.world.clock import SystemClock

SIXTY_THOUSAND_ELEMENTS = """
- text: {assign: [{s: ',,,,,,,,,,'}]}
- twice: {for: {value: v, range: [1, 12], steps: [{more: {assign: [{s: '${s + s}'}]}}]}}
- list: {assign: [{l: '${text.split(s, ",")}'}, {s: null}]}
"""


@pytest.mark.parametrize(
    "expression",
    ["1" * 5000, "+".join("1" * 40_000), "a" + ".b" * 40_000, "(" * 40_000, "not " * 20_000],
    ids=["digits", "sum", "members", "brackets", "nots"],
)
def test_an_expression_of_any_length_is_refused_at_its_place(expression: str) -> None:
    with pytest.raises(SourceErrors) as refused:
        compile_source(f"- a: {{return: '${{{expression}}}'}}\n")
    (error,) = refused.value.errors
    assert (error.line, error.column) == (1, 15)
    assert "longer than 400 characters" in error.message


@pytest.mark.parametrize("number", ["1" * 5000, ".inf", "-.INF", ".nan", "1e999"])
def test_a_number_the_language_has_not_is_refused_at_its_place(number: str) -> None:
    with pytest.raises(SourceErrors) as refused:
        compile_source(f"- a: {{return: {number}}}\n")
    (error,) = refused.value.errors
    assert (error.line, error.column) == (1, 15)
    assert len(error.message) < 200


@pytest.mark.parametrize(("before", "place"), [("", (1, 1)), ("x", (1, 2)), ("x\n", (2, 1))])
def test_half_a_character_is_refused_at_its_place(before: str, place: tuple[int, int]) -> None:
    with pytest.raises(SourceErrors) as refused:
        compile_source(before + "\ud800: 1\n")
    (error,) = refused.value.errors
    assert (error.line, error.column) == place
    assert str(refused.value).encode()


@pytest.mark.parametrize(
    "bounds", ["[-9223372036854775808, 9223372036854775807]", "[-1.7e308, 1.7e308]", "[0, 1e300]"]
)
def test_the_longest_ranges_can_be_begun(bounds: str) -> None:
    text = f"- a: {{for: {{value: v, range: {bounds}, steps: [{{b: {{next: break}}}}]}}}}\n"
    assert execute(text).error is None


def test_a_parallel_loop_without_end_stops_at_the_limit_of_steps() -> None:
    loop = "{value: v, range: [1, 1000000000], steps: [{b: {assign: [{x: 1}]}}]}"
    done = execute(f"- a: {{parallel: {{for: {loop}}}}}\n", limits=Limits(steps=1_000))
    assert done.raised["tags"] == ["ResourceLimitError"]


@pytest.mark.parametrize(
    "step",
    [
        "{return: [%s]}",
        "{raise: {a: [%s]}}",
        "{assign: [{y: [%s]}]}",
        "{call: sys.log, args: {json: {a: [%s]}}}",
        "{call: http.post, args: {url: 'https://a.test', body: [%s]}}",
    ],
)
def test_one_value_repeated_until_it_fills_gigabytes_ends_the_execution(step: str) -> None:
    step = step % ", ".join(["'${l}'"] * 3_000)
    started = time.process_time()
    done = execute(f"{SIXTY_THOUSAND_ELEMENTS}- bomb: {step}\n")
    assert done.raised["message"] == "ResourceLimitError: Memory usage limit exceeded"
    assert time.process_time() - started < 3


def test_what_a_function_of_policies_returns_is_no_result() -> None:
    done = execute("- a: {return: '${http.default_retry}'}\n")
    assert done.raised["tags"] == ["ValueError"]


def test_an_execution_of_slow_steps_lets_others_run() -> None:
    copying = "- copy: {assign: [{m: '${list.concat(l, 1)}'}, {m: null}]}\n- again: {next: copy}\n"

    async def longest_wait() -> float:
        clock = SystemClock()
        context = context_for(clock, log=RecordedLog(calls_wanted=False))
        program = compile_source(SIXTY_THOUSAND_ELEMENTS.replace("12]", "11]") + copying)
        task = asyncio.create_task(
            run(program, None, context, History(False, clock), Limits(steps=300))
        )
        longest = 0.0
        while not task.done():
            started = time.process_time()
            await asyncio.sleep(0)
            longest = max(longest, time.process_time() - started)
        with pytest.raises(ExecutionFailed):
            task.result()
        return longest

    assert asyncio.run(longest_wait()) < 0.2
