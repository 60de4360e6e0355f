"""Reading sources: YAML 1.2, JSON, positions, and what is refused with line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.engine.check_command import check_main
from infra.engine.program import SourceErrors, compile_source
from infra.engine.testing import execute


def refusals(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(SourceErrors) as raised:
        compile_source(text)
    return [(error.line, error.column, error.message) for error in raised.value.errors]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("12:30", "12:30"),
        ("2026-01-02", "2026-01-02"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("~", None),
        ("", None),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("'1'", "1"),
        ("1_000", "1_000"),
        ("-9223372036854775808", -(2**63)),
    ],
)
def test_plain_scalars_follow_yaml_1_2(text: str, value: object) -> None:
    found = execute(f"main:\n  steps:\n    - a:\n        return: {text}\n").result
    assert (type(found), found) == (type(value), value)


def test_json_with_tabs_is_a_source() -> None:
    text = '{\n\t"main": {\n\t\t"steps": [\n\t\t\t{"a": {"return": "${1 + 1}"}}\n\t\t]\n\t}\n}\n'
    assert execute(text).result == 2


def test_a_list_of_steps_is_a_source() -> None:
    assert execute("- a:\n    assign: [{x: 1}]\n- b:\n    return: ${x}\n").result == 1


def test_a_duplicate_key_is_refused_with_both_lines() -> None:
    text = "main:\n  steps:\n    - a:\n        return: 1\n        return: 2\n"
    assert refusals(text) == [(5, 9, "parse error: key 'return' is already defined at line 4")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a: {return: *x}\n", "alias"),
        ("- a: {return: &x 1}\n- b: {return: *x}\n", "aliases"),
        ("- a: {return: !!str 1}\n", "tags"),
        ("- a: {return: 1}\n---\n- b: {return: 1}\n", "one YAML document"),
        ("- a: {return: 9223372036854775808}\n", "64-bit"),
        ("- a:\n    return: ${x: y}\n", "put the whole of it in quotes"),
        ("[" * 500 + "]" * 500, "deeper than"),
        ("a: [", "parse error"),
        ("\t- a", "parse error"),
        ("\x00", "parse error"),
        ("", "expected a map of workflows or a sequence of steps; got null"),
        ("just text\n", "expected a map of workflows or a sequence of steps; got string"),
        ("- a: {return: 1}\n" + "#" * 131072, "131072 bytes"),
    ],
)
def test_what_is_not_a_source_is_refused(text: str, message: str) -> None:
    found = refusals(text)
    assert message in found[0][2]
    assert found[0][0] >= 1
    assert found[0][1] >= 1


def test_every_mistake_is_told_at_once() -> None:
    text = (
        "main:\n"
        "  steps:\n"
        "    - a:\n"
        "        assign: [{x: '${1 +}'}]\n"
        "    - b:\n"
        "        next: nowhere\n"
        "    - c:\n"
        "        return: ${y + len(1, 2)}\n"
    )
    told = [(line, column) for line, column, _ in refusals(text)]
    assert told == [(4, 28), (6, 15), (8, 19), (8, 23)]


def test_the_message_of_a_refusal_is_googles_with_a_caret_below_the_line() -> None:
    text = "- step1:\n    assign: [{varA: 1}]\n- step2:\n    return: ${varA + varC}\n"
    with pytest.raises(SourceErrors) as raised:
        compile_source(text)
    assert str(raised.value) == (
        "failed to build: error in step step2: error evaluating return value: symbol 'varC' is "
        "neither a variable nor a sub-workflow name (main.yaml:4:22)\n"
        "        return: ${varA + varC}\n"
        "                         ^"
    )


def test_errors_in_a_block_scalar_point_at_its_start() -> None:
    text = "- a:\n    return: |\n      ${\n      missing\n      }\n"
    assert [(line, column) for line, column, _ in refusals(text)] == [(2, 13)]


def test_an_expression_over_several_lines_runs() -> None:
    assert (
        execute('- a:\n    return: |\n      ${\n      "1" +\n      "2"\n      }\n').result == "12"
    )


def test_text_around_an_expression_is_not_interpolated() -> None:
    assert execute("- a:\n    return: hello-${world}\n").result == "hello-${world}"


def test_an_unterminated_expression_is_refused() -> None:
    text = "- a:\n    return: ${1} or so\n"
    assert "Unterminated expression: ${1} or so" in refusals(text)[0][2]


def test_check_tells_file_line_and_column_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("- a: {return: 1}\n")
    bad.write_text("- a: {return: '${x}'}\n")
    assert check_main([str(good)]) == 0
    assert capsys.readouterr().err == ""
    assert check_main([str(good), str(bad)]) == 1
    assert capsys.readouterr().err.startswith(f"{bad}:1:18: error in step a")


def test_check_tells_which_file_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\xff")
    assert check_main([str(tmp_path / "missing.yaml")]) == 2
    assert check_main([str(binary)]) == 2
    assert capsys.readouterr().err.count("cannot be read") == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "just text\n",
            "main.yaml:1:1: parse error: expected a map of workflows or a sequence of steps; "
            "got string\njust text\n^",
        ),
        ("- a:\n    return: ${x: y}\n", "main.yaml: parse error: Unterminated expression: ${x..."),
        ("- a: {return: '${x}'}\n", "failed to build: error in step a: error evaluating return"),
    ],
)
def test_a_refusal_is_told_in_the_words_of_the_deploy_api(text: str, told: str) -> None:
    with pytest.raises(SourceErrors) as refused:
        compile_source(text)
    assert str(refused.value).startswith(told)
