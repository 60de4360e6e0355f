"""Values: copies on assignment, whatever the engine shares behind the scenes."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.engine.testing import execute
from infra.engine.values.values import size_of, text_of

VARIABLES = ("a", "b", "c")
PATHS = ("", ".k", ".k.m", '["k"].l[0]', ".l[1]", ".l[1].m")
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(VARIABLES),
        st.sampled_from(PATHS),
        st.one_of(
            st.sampled_from([f"${{{v}{p}}}" for v in VARIABLES for p in ("", ".k", ".l")]),
            st.integers(0, 9),
            st.sampled_from(["${[a, b]}", "${[1, 2]}"]),
        ),
    ),
    max_size=12,
)


class Skip(Exception):
    """The service would raise here."""


def read(variables: dict[str, Any], reference: str) -> Any:
    value: Any = variables[reference[0]]
    for key in reference[1:].replace('["k"]', ".k").replace("[", ".").replace("]", "").split("."):
        if key:
            try:
                value = value[int(key) if key.isdigit() else key]
            except (KeyError, IndexError, TypeError):
                raise Skip from None
    return value


def apply(variables: dict[str, Any], name: str, path: str, value: Any) -> None:
    """The assignment as the documentation describes it: everything is copied."""
    if isinstance(value, str):
        inside = value[2:-1]
        parts = inside.strip("[]").split(", ")
        values = [int(p) if p.isdigit() else read(variables, p) for p in parts]
        value = copy.deepcopy(values if inside.startswith("[") else values[0])
    if not path:
        variables[name] = value
        return
    container_path, key = _split(path)
    container = read(variables, name + container_path)
    if isinstance(key, int) and (not isinstance(container, list) or key >= len(container)):
        raise Skip
    if isinstance(key, str) and not isinstance(container, dict):
        raise Skip
    container[key] = value


def _split(path: str) -> tuple[str, Any]:
    if path.endswith("]"):
        head, _, key = path.rpartition("[")
        return head, int(key[:-1])
    head, _, key = path.rpartition(".")
    return head, key


START = {"k": {"m": 1}, "l": [{"m": 2}, {"m": 3}]}


@given(OPERATIONS)
def test_assignments_behave_as_if_every_value_were_copied(
    operations: list[tuple[str, str, Any]],
) -> None:
    variables: dict[str, Any] = {name: copy.deepcopy(START) for name in VARIABLES}
    assignments: list[dict[str, Any]] = [{"a": START}, {"b": "${a}"}, {"c": "${b}"}]
    for name, path, value in operations:
        before = copy.deepcopy(variables)
        try:
            apply(variables, name, path, value)
        except Skip:
            variables = before
            continue
        assignments.append({name + path: value})
    steps: list[Any] = [
        {"s": {"assign": assignments}},
        {"r": {"return": [f"${{{v}}}" for v in VARIABLES]}},
    ]
    assert execute(_json(steps)).result == list(variables.values())


def _json(steps: list[Any]) -> str:
    return json.dumps(steps) + "\n"


def test_a_value_cannot_contain_itself() -> None:
    text = "- a: {assign: [{x: {}}, {x.self: '${x}'}, {x.self.more: 1}]}\n- b: {return: '${x}'}\n"
    assert execute(text).result == {"self": {"more": 1}}


def test_a_subworkflow_gets_its_own_copy() -> None:
    text = (
        "main:\n  steps:\n"
        "    - a: {assign: [{x: {n: 1}}]}\n"
        "    - b: {call: change, args: {given: '${x}'}, result: changed}\n"
        "    - c: {return: ['${x.n}', '${changed.n}']}\n"
        "change:\n  params: [given]\n  steps:\n"
        "    - a: {assign: [{given.n: 2}]}\n"
        "    - b: {return: '${given}'}\n"
    )
    assert execute(text).result == [1, 2]


def test_a_loop_runs_over_the_list_as_it_was() -> None:
    text = (
        "- a: {assign: [{l: [1, 2, 3]}, {n: 0}]}\n"
        "- f: {for: {value: v, in: '${l}', steps: [{s: "
        "{assign: [{'l[2]': 9}, {n: '${n + v}'}]}}]}}\n"
        "- r: {return: ['${n}', '${l}']}\n"
    )
    assert execute(text).result == [6, [1, 2, 9]]


def test_a_literal_is_new_every_time() -> None:
    text = (
        "- init: {assign: [{n: 0}, {seen: []}]}\n"
        "- again: {assign: [{x: {l: [0]}}, {seen: '${list.concat(seen, x.l[0])}'}, {'x.l[0]': 7},"
        " {n: '${n + 1}'}]}\n"
        "- more: {switch: [{condition: '${n < 3}', next: again}]}\n"
        "- r: {return: '${seen}'}\n"
    )
    assert execute(text).result == [0, 0, 0]


def test_sizes_follow_googles_formula() -> None:
    assert size_of(1) == size_of(1.5) == size_of(True) == 8
    assert size_of("é") == 10
    assert size_of(b"abc") == 11
    assert size_of([1, "a"]) == 8 + 8 + 9
    assert size_of({"a": 1}) == 8 + 9 + 8


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_double_reads_back_as_the_same_double(value: float) -> None:
    assert float(text_of(value)) == value
