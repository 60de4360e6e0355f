"""Calls of SQL functions: prepared once a connection, and neither stale nor repeated."""

from typing import Any

import pytest
from hotelly import database
from hotelly.current_step import in_step
from hotelly.database import call

from tests.functions.conftest import ExecutionsApi

ECHO = """create function echo(p_text text) returns jsonb language sql as
$$ select jsonb_build_object('outcome', {}) $$"""


@pytest.fixture
def echo(service: ExecutionsApi, connection: Any) -> Any:
    """What replaces the function `echo` by one that answers a SQL expression."""
    cursor = connection.cursor()

    def replace(answer: str, parameters: str = "text") -> None:
        cursor.execute("drop function if exists echo(text)")
        cursor.execute("drop function if exists echo(text, integer)")
        cursor.execute(ECHO.format(answer).replace("(p_text text", f"(p_text {parameters}"))
        connection.commit()

    replace("p_text")
    yield replace
    cursor.execute("drop function if exists echo(text)")
    cursor.execute("drop function if exists echo(text, integer)")
    connection.commit()


def prepared() -> int:
    cursor = database._connection().cursor()
    cursor.execute("select count(*) from pg_prepared_statements where statement like '%echo%'")
    count: int = cursor.fetchone()[0]
    return count


def test_a_form_of_call_is_prepared_once_a_connection(echo: Any) -> None:
    assert [call("echo", text=text)["outcome"] for text in ("a", "b", "c")] == ["a", "b", "c"]
    assert prepared() == 1
    database.disconnect()
    assert call("echo", text="d")["outcome"] == "d"
    assert prepared() == 1


def test_a_function_that_is_replaced_answers_by_its_new_body(echo: Any) -> None:
    assert call("echo", text="a")["outcome"] == "a"
    echo("'new'")
    assert call("echo", text="a")["outcome"] == "new"
    echo("p_more", "text, p_more integer default 7")
    assert call("echo", text="a")["outcome"] == 7


def test_a_statement_that_the_server_forgot_is_prepared_again(echo: Any) -> None:
    call("echo", text="a")
    database._connection().execute_simple("deallocate all")
    assert call("echo", text="b")["outcome"] == "b"


def test_a_call_in_a_run_tells_it_and_one_after_it_does_not(echo: Any) -> None:
    echo("current_setting('hotelly.run', true)")
    with in_step("e1", "test", {"event_id": "e1"}):
        assert call("echo", text="")["outcome"] == '{"event_id": "e1"}'
    assert not call("echo", text="")["outcome"]


def test_plans_are_kept(echo: Any) -> None:
    echo("current_setting('plan_cache_mode')")
    assert call("echo", text="")["outcome"] == "force_generic_plan"
