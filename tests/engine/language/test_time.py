"""Retries, waiting and parallel steps on the virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from infra.engine.stubs import Slow, json_response
from infra.engine.testing import execute
from infra.engine.world.clock import VirtualClock
from infra.engine.world.context import HttpRequest, HttpResponse


def failing(times: int, code: int = 503) -> Callable[[HttpRequest], HttpResponse]:
    """Answers `code` a number of times, then 200."""
    left = [times]

    def respond(request: HttpRequest) -> HttpResponse:
        left[0] -= 1
        return json_response({"ok": True}) if left[0] < 0 else json_response({}, code)

    return respond


ASK = "call: http.get\n      args: {url: 'https://a.test'}\n      result: r\n"


def asking(retry: str) -> str:
    return f"- a:\n    try:\n      {ASK}    retry: {retry}\n- b: {{return: '${{r.body.ok}}'}}\n"


def test_the_default_policy_waits_one_second_and_a_quarter_more_each_time() -> None:
    done = execute(asking("${http.default_retry}"), http=failing(3))
    assert done.result is True
    assert done.seconds == pytest.approx(1 + 1.25 + 1.25**2)
    assert len(done.requests) == 4


def test_retries_end_after_max_retries_and_the_error_goes_on() -> None:
    policy = "{predicate: '${http.default_retry_predicate}', max_retries: 2, backoff: %s}"
    text = asking(policy % "{initial_delay: 10, max_delay: 15, multiplier: 2}")
    done = execute(text, http=failing(9))
    assert done.raised["code"] == 503
    assert done.seconds == 10 + 15
    assert len(done.requests) == 3


def test_what_the_predicate_does_not_want_is_not_retried() -> None:
    done = execute(asking("${http.default_retry}"), http=failing(1, 500))
    assert done.raised["code"] == 500
    assert len(done.requests) == 1


def test_a_policy_may_be_a_value_and_its_numbers_expressions() -> None:
    text = (
        "- p: {assign: [{n: 1}, {policy: {predicate: '${retry.always}', max_retries: '${n + 1}',"
        " backoff: {initial_delay: 0.5, max_delay: 9, multiplier: 1}}}]}\n"
    ) + asking("${policy}")
    done = execute(text, http=failing(9, 500))
    assert len(done.requests) == 3
    assert done.seconds == 1.0


PREDICATE = """
main:
  steps:
    - a:
        try: {call: http.get, args: {url: 'https://a.test'}, result: r}
        retry: {predicate: '${only_418}', max_retries: 5, backoff: {initial_delay: 1}}
    - b: {return: '${r.code}'}
only_418:
  params: [e]
  steps:
    - s: {return: '%s'}
"""


def test_a_predicate_may_be_a_subworkflow() -> None:
    done = execute(PREDICATE % "${e.code == 418}", http=failing(2, 418))
    assert done.result == 200
    assert len(done.requests) == 3
    assert execute(PREDICATE % "${e.code == 418}", http=failing(2, 500)).raised["code"] == 500


def test_a_predicate_must_answer_a_boolean() -> None:
    done = execute(PREDICATE % "yes", http=failing(2, 418))
    assert done.raised["tags"][0] == "TypeError"


def test_a_retried_body_runs_again_from_its_first_step() -> None:
    text = """
        [{"init": {"assign": [{"n": 0}]}},
         {"t": {"try": {"steps": [
              {"one": {"assign": [{"n": "${n + 1}"}]}},
              {"two": {"switch": [{"condition": "${n < 3}", "raise": "again"}]}}]},
            "retry": {"predicate": "${retry.always}", "max_retries": 5,
                      "backoff": {"initial_delay": 1, "max_delay": 1, "multiplier": 1}}}},
         {"r": {"return": "${n}"}}]
        """
    assert execute(text).result == 3


def test_branches_wait_at_the_same_time() -> None:
    text = (
        "- p:\n    parallel:\n      for:\n        value: v\n        range: [1, 20]\n"
        "        steps: [{s: {call: sys.sleep, args: {seconds: 3600}}}]\n"
    )
    assert execute(text).seconds == 3600


def test_no_more_branches_run_at_once_than_the_limits_allow() -> None:
    text = (
        "- p:\n    parallel:\n      concurrency_limit: %s\n      for:\n        value: v\n"
        "        range: [1, 40]\n        steps: [{s: {call: sys.sleep, args: {seconds: 1}}}]\n"
    )
    assert execute(text % "'${2 + 2}'").seconds == 10
    assert execute(text % "100").seconds == 2


def test_nested_parallel_steps_do_not_starve_each_other() -> None:
    text = (
        "- p: {parallel: {for: {value: v, range: [1, 25], steps: [{q: {parallel: {for: "
        "{value: w, range: [1, 5], steps: [{s: {call: sys.sleep, args: {seconds: 1}}}]}}}}]}}}\n"
    )
    assert 7 <= execute(text).seconds <= 25


def test_shared_totals_lose_no_update() -> None:
    text = (
        "- i: {assign: [{total: 0}, {seen: {}}]}\n"
        "- p:\n    parallel:\n      shared: [total, seen]\n      for:\n        value: v\n"
        "        range: [1, 100]\n        steps:\n"
        "          - w: {call: sys.sleep, args: {seconds: '${v % 3}'}}\n"
        "          - s: {assign: [{total: '${total + v}'}, {'seen[string(v)]': true}]}\n"
        "- r: {return: ['${total}', '${len(seen)}']}\n"
    )
    assert execute(text).result == [5050, 100]


def test_all_branches_run_on_and_their_errors_are_collected() -> None:
    text = (
        "- i: {assign: [{ended: 0}]}\n"
        "- t:\n    try:\n      parallel:\n        shared: [ended]\n"
        "        for:\n          value: v\n          range: [0, 3]\n          steps:\n"
        "            - s: {switch: [{condition: '${v % 2 == 1}', raise: {tags: [Odd]}}]}\n"
        "            - w: {call: sys.sleep, args: {seconds: 5}}\n"
        "            - e: {assign: [{ended: '${ended + 1}'}]}\n"
        "    except: {as: e, steps: [{r: {return: ['${ended}', '${e}']}}]}\n"
    )
    ended, error = execute(text).result
    assert ended == 2
    assert error["tags"] == ["UnhandledBranchError", "RuntimeError", "Odd"]
    assert [branch["id"] for branch in error["branches"]] == ["1", "3"]
    assert error["branches"][0]["error"]["payload"] == '{"tags":["Odd"]}'
    assert 'in step "s", routine "main"' in error["branches"][0]["error"]["context"]
    assert error["truncated"] is False


def test_a_third_level_of_parallel_steps_is_an_error() -> None:
    inner = "{s: {assign: [{x: 1}]}}"
    for name in ("w", "v", "u"):
        inner = f"{{p{name}: {{parallel: {{for: {{value: {name}, in: [1], steps: [{inner}]}}}}}}}}"
    raised = execute(f"[{inner}]\n").raised
    assert "ParallelNestingError" in raised["tags"]


def test_a_hundred_thousand_seconds_pass_at_once_and_in_order() -> None:
    async def race() -> list[int]:
        clock, finished = VirtualClock(0), list[int]()

        async def runner(seconds: int) -> None:
            await clock.sleep(seconds)
            await clock.sleep(seconds)
            finished.append(seconds)

        await asyncio.gather(*(runner(n) for n in (50_000, 10, 20_000)))
        assert clock.now() == 100_000
        return finished

    assert asyncio.run(race()) == [10, 20_000, 50_000]


def test_the_virtual_clock_interrupts_what_takes_too_long() -> None:
    async def slow() -> float:
        clock = VirtualClock(0)
        assert await clock.wait_for(clock.sleep(1), 5) is None
        with pytest.raises(TimeoutError):
            await clock.wait_for(clock.sleep(60), 5)
        return clock.now()

    assert asyncio.run(slow()) == 6


def test_a_request_ends_at_its_timeout_and_can_be_tried_again() -> None:
    seconds = iter([100, 2])
    text = (
        "- a:\n    try: {call: http.get, args: {url: 'https://a.test', timeout: 30}, result: r}\n"
        "    retry: '${http.default_retry}'\n- b: {return: '${r.body}'}\n"
    )
    done = execute(text, http=lambda request: Slow(json_response("late"), next(seconds)))
    assert done.result == "late"
    assert done.seconds == 30 + 1 + 2
