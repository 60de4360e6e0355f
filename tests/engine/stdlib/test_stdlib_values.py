"""base64, hash, json, list, map, math, uuid and the expression helpers."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.engine.stdlib.library import FUNCTIONS
from infra.engine.values import json_text
from infra.engine.values.errors import WorkflowError
from tests.engine.stdlib.world import call, raised, tag_raised


def nested(levels: int) -> Any:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("base64.encode", [b"Hello World"], "SGVsbG8gV29ybGQ="),
        ("base64.encode", [b"Hello World", False], "SGVsbG8gV29ybGQ"),
        ("base64.decode", ["SGVsbG8gV29ybGQ="], b"Hello World"),
        ("base64.decode", ["SGVsbG8gV29ybGQ", False], b"Hello World"),
        ("base64.decode", ["SGVs\r\nbG8gV29y\nbGQ="], b"Hello World"),
        ("json.decode", [b'{"a": [1, 2.5, null]}'], {"a": [1, 2.5, None]}),
        ("json.decode", ["9223372036854775808"], 9223372036854775808.0),
        ("json.decode", [r'"\ud83d\ude00 \ud800"'], "😀 �"),
        ("json.decode", [b'"\xff"'], "�"),
        ("json.encode", [{"b": "é", "a": 1.0}], '{"a":1,"b":"é"}'.encode()),
        ("json.encode_to_string", [{"a": []}, True], '{\n    "a": []\n}'),
        ("json.encode_to_string", [{"a": [1]}, False], '{"a":[1]}'),
        (
            "json.encode_to_string",
            [{"a": [1]}, {"prefix": "> ", "indent": "\t"}],
            '{\n> \t"a": [\n> \t\t1\n> \t]\n> }',
        ),
        ("list.concat", [[1], [2]], [1, [2]]),
        ("list.prepend", [[1], [2]], [[2], 1]),
        ("map.get", [{"a": {"b": 1}}, "a"], {"b": 1}),
        ("map.get", [{"a": {"b": 1}}, ["a", "b"]], 1),
        ("map.get", [{"a": {"b": 1}}, ["a", "c", "d"]], None),
        ("map.get", ["no map", "a"], None),
        ("map.delete", [{"a": 1, "b": 2}, "a"], {"b": 2}),
        ("map.delete", [{"a": 1}, "c"], {"a": 1}),
        ("map.merge", [{"a": {"x": 1}, "b": 1}, {"a": {"y": 2}}], {"a": {"y": 2}, "b": 1}),
        ("map.merge_nested", [{"a": {"x": 1}}, {"a": {"y": 2}}], {"a": {"x": 1, "y": 2}}),
        ("map.merge_nested", [{"a": {"x": 1}}, {"a": 2}], {"a": 2}),
        ("math.abs", [-3], 3),
        ("math.abs", [-2.5], 2.5),
        ("math.floor", [-2.5], -3),
        ("math.floor", [7], 7),
        ("math.max", [3, 2.5], 3.0),
        ("math.min", [3, 2], 2),
        ("double", ["2.7"], 2.7),
        ("double", [3], 3.0),
        ("int", [2.7], 2),
        ("int", [-2.7], -2),
        ("int", ["-42"], -42),
        ("string", [1.0], "1"),
        ("string", [1635892223.4459958], "1635892223.4459958"),
        ("string", [True], "true"),
        ("string", ["as it is"], "as it is"),
        ("keys", [{"b": 1, "a": 2}], ["a", "b"]),
        ("len", [[1, 2]], 2),
        ("len", [{"a": 1}], 1),
        ("len", ["é😀"], 2),
        ("default", [None, "d"], "d"),
        ("default", [False, "d"], False),
        ("if", [True, 1, 2], 1),
        ("if", [None, 1, 2], 2),
        ("get_type", [None], "null"),
        ("get_type", [True], "boolean"),
        ("get_type", [1], "integer"),
        ("get_type", [1.0], "double"),
        ("get_type", ["s"], "string"),
        ("get_type", [b"s"], "bytes"),
        ("get_type", [[]], "list"),
        ("get_type", [{}], "map"),
    ],
)
def test_functions_of_values_give_what_the_reference_says(
    name: str, arguments: list[Any], result: Any
) -> None:
    given = call(name, *arguments)
    assert given == result
    assert type(given) is type(result)


@pytest.mark.parametrize(
    ("name", "arguments", "tag"),
    [
        ("base64.encode", ["text"], "TypeError"),
        ("base64.decode", ["SGVsbG8gV29ybGQ"], "ValueError"),
        ("base64.decode", ["SGVsbG8gV29ybGQ=", False], "ValueError"),
        ("base64.decode", ["SGVs*bG8gV29ybGQ="], "ValueError"),
        ("base64.decode", ["é==="], "ValueError"),
        ("hash.compute_checksum", [b"x", "CRC32"], "ValueError"),
        ("hash.compute_checksum", ["x", "SHA256"], "TypeError"),
        ("hash.compute_hmac", [b"k", b"d", 256], "TypeError"),
        ("json.decode", ["{"], "ValueError"),
        ("json.decode", ["NaN"], "ValueError"),
        ("json.decode", ["1e999"], "ValueError"),
        ("json.decode", ["[" * 101 + "]" * 101], "ValueError"),
        ("json.decode", ["[" * 100_000], "ValueError"),
        ("json.decode", ["9" * 5000], "ValueError"),
        ("json.decode", [7], "TypeError"),
        ("json.encode", [{"a": b"bytes"}], "ValueError"),
        ("json.encode", [FUNCTIONS["retry.always"]], "ValueError"),
        ("json.encode", [[float("inf")]], "ValueError"),
        ("json.encode", [nested(101)], "ValueError"),
        ("json.encode", [{}, "yes"], "TypeError"),
        ("json.encode", [{}, {"indent": " " * 101}], "ValueError"),
        ("list.concat", ["no list", 1], "TypeError"),
        ("map.get", [{}, 1], "TypeError"),
        ("map.get", [{}, [["a"]]], "TypeError"),
        ("map.delete", [{}, 1], "TypeError"),
        ("map.merge", [{}, []], "TypeError"),
        ("map.merge_nested", [None, {}], "TypeError"),
        ("math.abs", [True], "TypeError"),
        ("math.abs", [-(2**63)], "ValueError"),
        ("math.floor", [1e300], "ValueError"),
        ("math.max", ["1", 2], "TypeError"),
        ("double", [None], "TypeError"),
        ("double", ["1_0"], "ValueError"),
        ("double", ["nan"], "ValueError"),
        ("int", ["2.7"], "ValueError"),
        ("int", [" 2"], "ValueError"),
        ("int", ["9223372036854775808"], "ValueError"),
        ("int", ["9" * 5000], "ValueError"),
        ("int", [float("inf")], "ValueError"),
        ("int", [True], "TypeError"),
        ("string", [None], "TypeError"),
        ("keys", [[]], "TypeError"),
        ("len", [b"bytes"], "TypeError"),
        ("if", ["true", 1, 2], "TypeError"),
    ],
)
def test_wrong_values_raise_the_tag_of_the_reference(
    name: str, arguments: list[Any], tag: str
) -> None:
    assert tag_raised(name, *arguments) == tag


def test_hmac_is_the_one_of_the_documentation() -> None:
    digest = call("hash.compute_hmac", b"key", b"Hello World", "SHA256")
    assert call("base64.encode", digest) == "QidPcoCDkuWLV9co1+PA5RY+rwfRZdwDEF9iq74afRE="


@pytest.mark.parametrize(
    ("algorithm", "length"),
    [("MD5", 16), ("SHA1", 20), ("SHA224", 28), ("SHA256", 32), ("SHA384", 48), ("SHA512", 64)],
)
def test_every_documented_hash_algorithm_is_there(algorithm: str, length: int) -> None:
    assert len(call("hash.compute_checksum", b"data", algorithm)) == length


def test_conversion_errors_read_as_in_the_service() -> None:
    expected = (
        "TypeError: unsupported operand type for string(): 'dict' "
        "(expecting number, string, or boolean)"
    )
    assert raised("string", {}) == {"message": expected, "tags": ["TypeError"]}


def test_copies_leave_their_source_alone() -> None:
    source = {"a": {"b": 1}}
    call("map.delete", source, "a")
    call("map.merge_nested", source, {"a": {"c": 2}})
    assert source == {"a": {"b": 1}}


def test_errors_never_show_the_value() -> None:
    assert "maria@example.com" not in str(raised("len", 1)) + str(
        raised("int", "maria@example.com")
    )


def test_generated_ids_are_uuids_and_differ() -> None:
    first, second = call("uuid.generate"), call("uuid.generate")
    assert uuid.UUID(first).version == 4
    assert first != second


@given(VALUES)
def test_json_written_is_read_back_and_agrees_with_another_reader(value: Any) -> None:
    text = json_text.encode(value)
    assert json_text.decode(text) == value
    assert json.loads(text) == value
    assert text.encode()


@given(st.text())
def test_any_text_decodes_or_is_refused_with_a_value_error(text: str) -> None:
    try:
        json_text.encode(json_text.decode(text))
    except ValueError:
        return


ANY_VALUE = st.recursive(
    VALUES | st.binary(max_size=8) | st.text(st.characters()) | st.floats() | st.just("UTF-8"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    "name", [name for name, function in FUNCTIONS.items() if not function.blocking]
)
@given(data=st.data())
@settings(max_examples=40)
def test_whatever_it_is_given_a_function_returns_a_value_or_raises_an_error_map(
    name: str, data: st.DataObject
) -> None:
    arguments = [data.draw(ANY_VALUE) for _ in FUNCTIONS[name].parameters]
    try:
        call(name, *arguments)
    except WorkflowError as error:
        tags = error.value["tags"]
    else:
        return
    assert tags[0] in ("TypeError", "ValueError", "IndexError")
