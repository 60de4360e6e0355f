"""Yesterday's code and this database, yesterday's workflows and these functions.

When one fails and nothing is tagged yet: `python -m tests.compatibility.surface`. Otherwise
the change would hurt while it is deployed, and after a rollback.
"""

from typing import Any

import pytest

from infra.migrate import SQL_FOLDER
from infra.schema_changes import Column, SqlFunction, columns_of, functions_of
from tests.compatibility.surface import (
    Surface,
    body_faults,
    column_faults,
    released,
    sql_faults,
    surface_of,
)

EXPIRE = {"expire(integer,timestamptz)": {"parameters": ["p_limit", "p_now"], "needed": 0}}


@pytest.fixture
def functions(connection: Any) -> dict[str, SqlFunction]:
    return functions_of(connection.cursor())


@pytest.fixture
def columns(connection: Any) -> dict[str, Column]:
    return columns_of(connection.cursor())


def test_older_functions_may_call_this_database(functions: dict[str, SqlFunction]) -> None:
    assert not list(sql_faults(released(), functions))


def test_older_code_finds_its_columns(columns: dict[str, Column]) -> None:
    """A migration that takes away on purpose says so in a line that begins with `-- contract`."""
    migrations = SQL_FOLDER.glob("migrations/*.sql")
    meant = any("\n-- contract" in f"\n{path.read_text()}" for path in migrations)
    assert meant or not column_faults(released(), columns)


def test_older_workflows_may_call_these_functions(
    functions: dict[str, SqlFunction], columns: dict[str, Column]
) -> None:
    assert not list(body_faults(released(), surface_of(functions, columns)))


def test_a_changed_signature_is_seen() -> None:
    renamed = SqlFunction("expire(integer,text)", "expire", ("p_limit", "p_when"), 0, "", True, ())
    (fault,) = sql_faults({"sql": EXPIRE}, {renamed.signature: renamed})
    assert fault.startswith("expire(integer,timestamptz) became expire(integer,text)")
    longer = SqlFunction("x", "expire", ("p_limit", "p_now", "p_more"), 0, "", True, ())
    assert not list(sql_faults({"sql": EXPIRE}, {"x": longer}))
    assert not list(sql_faults({"sql": EXPIRE}, {})), "migrate keeps what has no file any more"


def test_a_renamed_column_is_seen(columns: dict[str, Column]) -> None:
    old: Surface = {"columns": {"holds.grown_ups": ["integer", False], "holds.id": ["uuid", True]}}
    assert "holds.grown_ups is gone: dropped or renamed" in column_faults(old, columns)


def test_a_body_that_changed_is_seen() -> None:
    old = {"bodies": {"expire": {"limit": False, "now": False}}}
    new = {"bodies": {"expire": {"now": False, "reason": True}}}
    assert list(body_faults(old, new)) == [
        "expire takes no limit any more: older workflows send it",
        "expire demands reason: older workflows may not send it",
    ]
