"""The rules of the tree's structure refuse what they are there to refuse."""

import pytest

from tests.house.__main__ import TOP
from tests.house.rules import (
    Houses,
    arrows_upwards,
    circles,
    faults,
    forgive,
    long_functions,
    long_modules,
    long_sql_lines,
)
from tests.house.sources import python_arrows, sql_arrows

HOUSES: Houses = {
    "infra": [["infra/engine"], ["infra/local/stack"], ["infra/local"]],
    "functions": [["functions/hotelly"]],
}


def upwards(path: str, text: str) -> list[str]:
    others = ("infra/engine/run.py", "infra/local/cli.py", "infra/local/stack/a.py")
    texts = {**dict.fromkeys(others, ""), "functions/hotelly/web.py": "", path: text}
    return list(arrows_upwards(python_arrows(texts), HOUSES))


@pytest.mark.parametrize(
    "text",
    [
        "import infra.local.cli",
        "from infra.local import cli",
        "from infra.local.cli import main",
        "def f():\n    from infra.local.cli import main",
        "from hotelly.web import step",
        "from infra.local.stack.a import A",
    ],
)
def test_the_engine_imports_nothing_of_the_hotels(text: str) -> None:
    [fault] = upwards("infra/engine/run.py", text)
    assert fault.startswith("infra/engine/run.py uses ")


def test_what_stands_below_may_be_used() -> None:
    assert not upwards("infra/local/cli.py", "import infra.engine.run, infra.local.stack.a")


def test_a_module_in_no_room_is_named() -> None:
    [fault] = upwards("infra/attic.py", "")
    assert fault.startswith("infra/attic.py stands in no room")


def test_a_circle_is_named_with_its_files() -> None:
    texts = {"infra/a.py": "import infra.b", "infra/b.py": "from infra.a import x"}
    [fault] = circles(python_arrows(texts))
    assert "infra/a.py <- infra/b.py" in fault or "infra/b.py <- infra/a.py" in fault


def test_a_call_of_a_sql_function_is_an_arrow_and_a_word_in_a_text_is_none() -> None:
    texts = {
        "sql/functions/a/one.sql": "select two(1), 'three(2)' -- three(3)",
        "sql/functions/a/two.sql": "select 1",
        "sql/functions/b/three.sql": "select 2",
    }
    arrows = sql_arrows(texts)
    assert arrows["sql/functions/a/one.sql"] == {"sql/functions/a/two.sql"}


def test_a_module_or_function_that_is_too_long_is_named() -> None:
    body = "def f():\n" + "    x = 1\n" * 50
    assert list(long_functions({"a.py": body})) == ["a.py: f has 51 lines; 50 are the most"]
    assert not list(long_modules({"a.py": "x\n" * 250}))
    assert list(long_modules({"a.py": "x\n" * 251})) == ["a.py has 251 lines; 250 are the most"]


def test_a_long_line_of_sql_is_named_unless_a_migration_has_it() -> None:
    long = "select " + "x" * 104
    assert list(long_sql_lines({"sql/views/a.sql": long, "sql/migrations/0001_a.sql": long})) == [
        "sql/views/a.sql:1 is longer than 110 characters"
    ]
    assert not list(long_sql_lines({"sql/views/a.sql": long[:-1]}))


def test_this_tree_keeps_to_the_rules() -> None:
    assert faults(TOP) == []


def test_what_is_owed_is_forgiven_and_named_once_it_is_mended() -> None:
    arrows = {"a.py": {"b.py"}}
    assert list(forgive(arrows, {"a.py": "b.py"})) == []
    assert arrows == {"a.py": set()}
    [fault] = forgive(arrows, {"a.py": "b.py"})
    assert fault.startswith("a.py does not use b.py any more")
