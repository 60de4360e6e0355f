"""Where variables live, and what may be jumped to."""

from __future__ import annotations

import textwrap

import pytest

from infra.engine.program import SourceErrors, compile_source
from infra.engine.testing import execute


def refusal(text: str) -> str:
    with pytest.raises(SourceErrors) as raised:
        compile_source(textwrap.dedent(text))
    return raised.value.errors[0].message


def result(text: str) -> object:
    done = execute(textwrap.dedent(text))
    assert done.error is None
    return done.result


def test_a_loop_variable_ends_with_its_loop() -> None:
    text = """
        - loop:
            for:
              value: v
              index: i
              in: [1, 2]
              steps:
                - s: {assign: [{inner: "${v + i}"}]}
        - out:
            return: "${%s}"
        """
    for name in ("v", "i", "inner"):
        assert f"symbol '{name}'" in refusal(text % name)


def test_an_error_variable_ends_with_its_except() -> None:
    text = """
        - t:
            try: {raise: oops}
            except: {as: e, steps: [{s: {assign: [{caught: "${e}"}]}}]}
        - out: {return: "${caught}"}
        """
    assert "symbol 'caught'" in refusal(text)


def test_switch_try_and_nested_steps_open_no_scope() -> None:
    text = """
        - a:
            switch:
              - condition: true
                steps: [{b: {assign: [{x: 1}]}}]
        - t:
            try: {steps: [{c: {assign: [{y: 2}]}}]}
            except: {as: e, steps: [{d: {raise: "${e}"}}]}
        - n:
            steps: [{e: {assign: [{z: 3}]}}]
        - out: {return: ["${x}", "${y}", "${z}"]}
        """
    assert result(text) == [1, 2, 3]


def test_a_variable_of_the_routine_is_written_from_inside_a_loop() -> None:
    text = """
        - init: {assign: [{total: 0}]}
        - loop:
            for: {value: v, range: [1, 4], steps: [{s: {assign: [{total: "${total + v}"}]}}]}
        - out: {return: "${total}"}
        """
    assert result(text) == 10


def test_what_an_iteration_creates_is_gone_in_the_next() -> None:
    text = """
        - loop:
            for:
              value: v
              in: [1, 2]
              steps:
                - s:
                    switch:
                      - condition: ${v == 2}
                        return: ${kept}
                - t: {assign: [{kept: "${v}"}]}
        """
    done = execute(textwrap.dedent(text))
    assert done.raised["message"].endswith("is read before anything is assigned to it")


def test_a_use_above_its_assignment_is_accepted_and_runs() -> None:
    text = """
        - a: {next: c}
        - b: {return: "${x}"}
        - c: {assign: [{x: 5}], next: b}
        """
    assert result(text) == 5


def test_nested_loops_need_different_variables() -> None:
    text = """
        - a:
            for:
              value: v
              in: [1]
              steps:
                - b: {for: {value: v, in: [2], steps: [{c: {assign: [{x: 1}]}}]}}
        """
    assert "loop variable 'v' is already in use" in refusal(text)


def test_an_unshared_write_in_a_branch_is_refused() -> None:
    text = """
        - init: {assign: [{x: 1}]}
        - p:
            parallel:
              branches:
                - one: {steps: [{a: {assign: [{x: 2}]}}]}
                - two: {steps: [{b: {assign: [{y: "${x}"}]}}]}
        """
    assert "not in its 'shared'" in refusal(text)


def test_a_nested_branch_needs_the_variable_shared_by_both_steps() -> None:
    text = """
        - init: {assign: [{x: 1}]}
        - p:
            parallel:
              shared: [x]
              for:
                value: v
                in: [1]
                steps:
                  - q:
                      parallel:
                        shared: [%s]
                        for:
                          value: w
                          in: [1]
                          steps: [{a: {assign: [{x: "${x + 1}"}]}}]
        - out: {return: "${x}"}
        """
    assert result(text % "x") == 2
    assert "not in its 'shared'" in refusal(text % "")


def test_branches_do_not_see_each_other() -> None:
    text = """
        - p:
            parallel:
              branches:
                - one: {steps: [{a: {assign: [{mine: 2}]}}]}
                - two: {steps: [{b: {assign: [{y: "${mine}"}]}}]}
        """
    assert "symbol 'mine'" in refusal(text)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("{next: inner}", "step 'inner' is not defined here"),
        ("{next: break}", "only possible inside"),
        ("{next: missing}", "not defined here"),
    ],
)
def test_jumps_into_loops_and_to_nowhere_are_refused(step: str, message: str) -> None:
    text = f"""
        - a: {step}
        - loop: {{for: {{value: v, in: [1], steps: [{{inner: {{assign: [{{x: 1}}]}}}}]}}}}
        """
    assert message in refusal(text)


def test_a_jump_out_of_a_loop_is_refused() -> None:
    text = """
        - loop: {for: {value: v, in: [1], steps: [{inner: {next: out}}]}}
        - out: {return: 1}
        """
    assert "into or out of no loop" in refusal(text)


def test_a_jump_leaves_nested_steps_for_the_list_around_them() -> None:
    text = """
        - a:
            steps:
              - b:
                  switch:
                    - condition: true
                      steps: [{c: {next: last}}]
              - d: {return: not reached}
        - e: {return: not reached}
        - last: {return: reached}
        """
    assert result(text) == "reached"


def test_a_handler_may_jump_back_before_its_try() -> None:
    text = """
        - init: {assign: [{n: 0}]}
        - again:
            assign: [{n: "${n + 1}"}]
        - t:
            try:
              steps: [{s: {switch: [{condition: "${n < 3}", raise: again}]}}]
            except: {as: e, steps: [{back: {next: again}}]}
        - out: {return: "${n}"}
        """
    assert result(text) == 3


def test_break_and_continue_steer_the_innermost_loop() -> None:
    text = """
        - init: {assign: [{seen: []}]}
        - outer:
            for:
              value: i
              range: [1, 3]
              steps:
                - inner:
                    for:
                      value: j
                      range: [1, 5]
                      steps:
                        - s:
                            switch:
                              - {condition: "${j == 2}", next: continue}
                              - {condition: "${j == 4}", next: break}
                        - t: {assign: [{seen: "${list.concat(seen, i * 10 + j)}"}]}
        - out: {return: "${seen}"}
        """
    assert result(text) == [11, 13, 21, 23, 31, 33]
