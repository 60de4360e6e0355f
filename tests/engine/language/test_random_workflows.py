"""Workflows nobody wrote: valid ones end and leave consistent entries, broken ones are refused."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.engine.limits import Limits
from infra.engine.program import SourceErrors, compile_source
from infra.engine.runtime.history import StepEntry
from infra.engine.stubs import json_response
from infra.engine.testing import execute
from tests.engine.language.test_steps import EVERYTHING

Body = dict[str, Any]

NUMBERS = itertools.count()

VALUES = st.sampled_from(
    [
        "${a + 1}",
        "${b}",
        "${[a, b]}",
        "${len(c)}",
        "${c[0]}",
        "${a / b}",
        "${d.k}",
        3,
        "x",
        {"k": 1},
    ]
)
CONDITIONS = st.sampled_from(["${a == 1}", "${a > b}", "${a in c}", True, False])
VARIABLE = st.sampled_from(["a", "b", "c", "d", "d.k", "c[0]"])

ACTIONS: st.SearchStrategy[Body] = st.one_of(
    st.builds(
        lambda pairs: {"assign": pairs},
        st.lists(st.builds(lambda v, x: {v: x}, VARIABLE, VALUES), min_size=1, max_size=3),
    ),
    st.sampled_from(
        [
            {"call": "sub", "args": {"n": "${a}"}, "result": "b"},
            {"call": "http.get", "args": {"url": "https://a.test"}, "result": "d"},
            {"call": "sys.sleep", "args": {"seconds": 60}},
            {"call": "text.split", "args": ["a,b", ","], "result": "c"},
            {"raise": "${d}"},
            {"raise": "oops"},
        ]
    ),
)


def blocks(inner: st.SearchStrategy[Body]) -> st.SearchStrategy[Body]:
    nested = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda steps: {"steps": named(steps)}, nested),
        st.builds(
            lambda condition, steps: {
                "switch": [{"condition": condition, "steps": named(steps)}, {"condition": True}]
            },
            CONDITIONS,
            nested,
        ).map(_with_jump),
        st.builds(
            lambda steps, handler: {
                "try": {"steps": named(steps)},
                "retry": {"predicate": "${retry.always}", "max_retries": 1},
                "except": {"as": "e", "steps": named(handler)},
            },
            nested,
            nested,
        ),
        st.builds(
            lambda steps: {"for": {"value": "v", "range": [1, 3], "steps": named(steps)}}, nested
        ),
        st.builds(
            lambda one, two: {
                "parallel": {
                    "shared": ["a", "b", "c", "d"],
                    "branches": named([{"steps": named(one)}, {"steps": named(two)}]),
                }
            },
            nested,
            nested,
        ),
    )


def _with_jump(body: Body) -> Body:
    steps = named([body, {"assign": [{"a": 1}]}])
    (body["switch"][-1]["next"],) = steps[-1]
    return {"steps": steps}


def named(bodies: list[Body]) -> list[dict[str, Body]]:
    """A routine has every step name once."""
    return [{f"s{next(NUMBERS)}": body} for body in bodies]


STEPS = st.lists(st.recursive(ACTIONS, blocks, max_leaves=10), min_size=1, max_size=5)
INIT = {"init": {"assign": [{"a": 1}, {"b": 2}, {"c": [1, 2]}, {"d": {"k": 1}}]}}
SUB = {"params": ["n"], "steps": [{"r": {"return": "${n}"}}]}


def source(bodies: list[Body]) -> str:
    steps = [INIT, *named(bodies), {"end_of_it": {"return": "${a}"}}]
    name_loops(steps, itertools.count())
    return json.dumps({"main": {"steps": steps}, "sub": SUB}, indent=1) + "\n"


def name_loops(tree: Any, numbers: Iterator[int]) -> None:
    """Nested loops need different variables."""
    if isinstance(tree, dict) and "value" in tree:
        tree["value"] = f"v{next(numbers)}"
    for inside in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(inside, (dict, list)):
            name_loops(inside, numbers)


@given(STEPS)
def test_random_workflows_end_and_their_entries_are_consistent(bodies: list[Body]) -> None:
    done = execute(source(bodies), http=lambda request: json_response({"k": 1}), detailed=True)
    assert (done.error is None) or done.error.stack_trace
    check_entries(done.entries, failed=done.error is not None)


@given(STEPS, st.integers(1, 30))
def test_running_out_of_steps_leaves_no_step_in_progress(bodies: list[Body], steps: int) -> None:
    done = execute(source(bodies), limits=Limits(steps=steps))
    assert all(entry.state != "STATE_IN_PROGRESS" for entry in done.entries)


def check_entries(entries: list[StepEntry], failed: bool) -> None:
    by_id = {entry.entry_id: entry for entry in entries}
    assert list(by_id) == list(range(1, len(entries) + 1))
    for entry in entries:
        assert entry.state in ("STATE_SUCCEEDED", "STATE_FAILED")
        assert entry.updated >= entry.created
        assert entry.parent < entry.entry_id
        assert (entry.state == "STATE_FAILED") == (entry.exception is not None)
        if entry.parent:
            assert entry.entry_id in by_id[entry.parent].children
            assert entry.created >= by_id[entry.parent].created
        if entry.next:
            assert by_id[entry.next].previous == entry.entry_id
            assert by_id[entry.next].parent == entry.parent
    top = [entry.state for entry in entries if not entry.parent]
    assert ("STATE_FAILED" in top) == failed


SCRAPS = st.sampled_from(
    [
        "",
        "\n",
        " ",
        ":",
        "- ",
        "'",
        '"',
        "{",
        "}",
        "[",
        "]",
        "${",
        "next: ",
        "steps",
        "x",
        "\t",
        "é",
        "&a ",
        "*a",
        "~",
        "null",
        "0",
        ", ",
    ]
)


@given(st.lists(st.tuples(st.integers(0, len(EVERYTHING)), st.integers(0, 12), SCRAPS), max_size=4))
def test_mutations_are_deployed_or_refused_with_a_position(
    edits: list[tuple[int, int, str]],
) -> None:
    text = EVERYTHING
    for at, removed, added in edits:
        text = text[:at] + added + text[at + removed :]
    check_deployment(text)


@given(STEPS, st.data())
def test_a_field_gone_wrong_is_deployed_or_refused_with_a_position(
    bodies: list[Body], data: st.DataObject
) -> None:
    text = source(bodies)
    lines = text.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.sampled_from(lines))
    lines[at] = data.draw(st.sampled_from([other, "", lines[at].replace('"', "", 1)]))
    check_deployment("\n".join(lines))


def check_deployment(text: str) -> None:
    lines = text.splitlines()
    refused = refusal(text)
    for error in refused.errors if refused else []:
        assert 1 <= error.line <= len(lines) + 1, error
        assert error.column >= 1
        assert error.message
    assert refused is None or refused.errors


def refusal(text: str) -> SourceErrors | None:
    try:
        compile_source(text)
    except SourceErrors as errors:
        return errors
    return None
