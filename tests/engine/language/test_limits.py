"""What one execution may use, and what it costs."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc

import pytest

from infra.engine.limits import Limits
from infra.engine.program import compile_source, run
from infra.engine.runtime.history import History
from infra.engine.stubs import RecordedLog, context_for
from infra.engine.testing import execute
from infra.engine.world.clock import SystemClock

FOREVER = "- i: {assign: [{n: 0}]}\n- a: {assign: [{n: '${n + 1}'}]}\n- b: {next: a}\n"


def counting(last: int) -> str:
    return (
        "- i: {assign: [{n: 0}]}\n"
        "- a: {assign: [{n: '${n + 1}'}]}\n"
        f"- b: {{switch: [{{condition: '${{n < {last}}}', next: a}}]}}\n"
        "- c: {return: '${n}'}\n"
    )


def test_an_endless_loop_ends_at_the_limit_of_steps() -> None:
    done = execute(FOREVER)
    assert done.raised["tags"] == ["ResourceLimitError"]
    assert len(done.entries) == 100_000


def test_the_limit_of_steps_is_exact() -> None:
    assert execute(counting(5), limits=Limits(steps=12)).result == 5
    assert execute(counting(5), limits=Limits(steps=11)).raised["tags"] == ["ResourceLimitError"]


def test_a_passed_limit_cannot_be_caught() -> None:
    text = (
        "- t:\n    try: {steps: [{a: {assign: [{n: 1}]}}, {b: {next: a}}]}\n"
        "    except: {as: e, steps: [{r: {return: caught}}]}\n"
    )
    done = execute(text, limits=Limits(steps=50))
    assert done.raised["tags"] == ["ResourceLimitError"]


DEEP = """
main:
  steps:
    - a: {call: down, args: {n: 1}, result: r}
    - b: {return: '${r}'}
down:
  params: [n]
  steps:
    - s: {switch: [{condition: '${n == %d}', return: '${n}'}]}
    - t: {call: down, args: {n: '${n + 1}'}, result: r}
    - u: {return: '${r}'}
"""


def test_twenty_nested_calls_are_allowed_and_one_more_is_a_recursion_error() -> None:
    assert execute(DEEP % 20).result == 20
    assert execute(DEEP % 21).raised["tags"][0] == "RecursionError"


def test_a_recursion_error_can_be_caught() -> None:
    text = (
        "main:\n  steps:\n    - t:\n        try: {call: main2}\n"
        "        except: {as: e, steps: [{r: {return: '${e.tags[0]}'}}]}\n"
        "main2:\n  steps:\n    - again: {assign: [{x: '${main2()}'}]}\n"
    )
    assert execute(text).result == "RecursionError"


@pytest.mark.parametrize("start", ["x", "é"])
def test_a_string_past_its_limit_ends_the_execution(start: str) -> None:
    loop = "- a: {assign: [{s: '${s + s}'}]}\n- b: {next: a}\n"
    text = f"- i: {{assign: [{{s: {start}}}]}}\n{loop}"
    done = execute(text)
    assert done.raised["tags"] == ["ResourceLimitError"]
    assert "262144" in done.raised["message"]


def test_variables_past_their_memory_end_the_execution() -> None:
    text = (
        "- i: {assign: [{l: []}, {n: 0}]}\n"
        "- a: {assign: [{l: '${list.concat(l, \"%s\")}'}]}\n- b: {next: a}\n" % ("x" * 300)
    )
    raised = execute(text).raised
    assert raised["message"] == "ResourceLimitError: Memory usage limit exceeded"


def test_a_passed_limit_is_told_without_context_and_stack() -> None:
    error = execute(FOREVER).error
    assert error is not None
    assert (error.context, error.stack_trace) == ("", [])
    assert "executed steps" in str(error)


def test_reusing_a_variable_needs_no_more_memory() -> None:
    text = (
        "- i: {assign: [{s: ''}]}\n"
        "- f: {for: {value: v, range: [1, 4000], steps: [{a: {assign: [{s: '${\"%s\" + v}'}]}}]}}\n"
        "- r: {return: '${len(s)}'}\n"
    )
    assert execute(text % ("x" * 350)).result == 354


def test_a_result_past_its_limit_is_an_error() -> None:
    done = execute('- a: {return: \'${"12345" + "67890"}\'}\n', limits=Limits(result_bytes=10))
    assert "ResultSizeLimitExceededError" in done.raised["tags"]


def test_an_argument_past_its_limit_is_an_error() -> None:
    text = "main:\n  params: [a]\n  steps:\n    - s: {return: 1}\n"
    assert execute(text, "x" * 40_000).raised["tags"] == ["ResourceLimitError"]


def test_a_value_nested_without_end_is_an_error() -> None:
    deeper = "{in: " * 40 + "'${x}'" + "}" * 40
    text = f"- i: {{assign: [{{x: {{}}}}]}}\n- a: {{assign: [{{x: {deeper}}}]}}\n- b: {{next: a}}\n"
    done = execute(text)
    assert "ResourceLimitError" in done.raised["tags"]
    assert all(entry.state != "STATE_IN_PROGRESS" for entry in done.entries)


def test_bytes_cannot_be_a_result() -> None:
    done = execute("- a: {return: '${text.encode(\"a\")}'}\n")
    assert done.raised["tags"][0] == "ValueError"


def test_a_million_steps_do_not_leak() -> None:
    async def measured() -> tuple[int, int]:
        clock = SystemClock()
        program = compile_source(counting(500_000))
        history = History(False, clock, capacity=1000)
        context = context_for(clock, log=RecordedLog(calls_wanted=False))
        gc.collect()
        before = len(gc.get_objects())
        result = await run(program, None, context, history, Limits(steps=10**7))
        gc.collect()
        return result, len(gc.get_objects()) - before

    result, more = asyncio.run(measured())
    assert result == 500_000
    assert more < 3 * 1000


def test_a_sleeping_execution_holds_less_than_thirty_kilobytes() -> None:
    async def measured(count: int) -> float:
        clock = SystemClock()
        program = compile_source("- a: {call: sys.sleep, args: {seconds: 1000}}\n")
        gc.collect()
        tracemalloc.start()
        tasks = [
            asyncio.create_task(run(program, None, context_for(clock), History(False, clock)))
            for _ in range(count)
        ]
        await asyncio.sleep(0.05)
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return held / count

    assert asyncio.run(measured(200)) < 30 * 1024


def test_the_deepest_blocks_and_the_deepest_calls_fit_together() -> None:
    block = "{s: {call: sub}}"
    for level in range(23):
        block = f"{{s{level}: {{for: {{value: v{level}, in: [1], steps: [{block}]}}}}}}"
    text = f"main: {{steps: [{{a: {{call: sub}}}}]}}\nsub: {{steps: [{block}]}}\n"
    assert execute(text).raised["tags"][0] == "RecursionError"


def test_the_variables_of_a_subworkflow_are_gone_with_it() -> None:
    text = (
        "main:\n  steps:\n"
        "    - f: {for: {value: v, range: [1, 500], steps: [{s: {call: sub}}]}}\n"
        "    - r: {return: done}\n"
        "sub:\n  steps:\n    - a: {assign: [{big: '${\"%s\" + 1}'}]}\n" % ("x" * 350)
    )
    assert execute(text, limits=Limits(memory_bytes=2_000)).result == "done"


@pytest.mark.parametrize(
    "step",
    [
        "{b: {assign: [{s: '${t + v}'}]}}",
        "{b: {try: {raise: '${t + v}'}, except: {steps: [{c: {assign: [{s: 1}]}}]}}}",
    ],
    ids=["variables", "exceptions"],
)
def test_the_values_in_step_entries_take_bounded_memory(step: str) -> None:
    text = (
        "- t: {assign: [{t: X}, {s: X}]}\n"
        "- l: {for: {value: v, range: [1, 16], steps: [{d: {assign: [{t: '${t + t}'}]}}]}}\n"
        f"- f: {{for: {{value: v, range: [1, 1000], steps: [{step}]}}}}\n"
    )
    tracemalloc.start()
    entries = execute(text, detailed=True).entries
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 50 * 1024 * 1024
    assert entries[-1].variables is not None
    assert entries[5].variables is None
