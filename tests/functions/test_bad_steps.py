"""Bad input of the steps: a clear 4xx with the wrong paths, no row, and no word of the data."""

from typing import Any

import pytest

from tests.functions.conftest import MAIN, ExecutionsApi, post
from tests.functions.refusals import check

STEPS = [
    *("set-ari", "create-hold", "create-checkout", "convert", "cancel", "upsert-lead"),
    *(
        "save-message",
        "update-message",
        "move-stage",
        "register-proposal",
        "mark-won",
        "create-obra",
    ),
]


@pytest.mark.parametrize("function", STEPS)
@pytest.mark.parametrize(
    ("body", "status", "paths"),
    [
        (b"segredo", 400, []),
        ({}, 400, ["event_id"]),
        ({"event_id": 5}, 400, ["event_id"]),
        ({"event_id": "Zilda Quaresma"}, 400, ["event_id"]),
        ({"event_id": "e1", "correlation_id": "98765"}, 400, ["correlation_id"]),
        ({"event_id": "e1", "payload": {"name": "Zilda Quaresma"}}, 400, ["?"]),
        ({"event_id": "e1"}, 404, ["event_id"]),
    ],
)
def test_bad_bodies_of_steps(
    service: ExecutionsApi,
    connection: Any,
    capsys: pytest.CaptureFixture[str],
    function: str,
    body: Any,
    status: int,
    paths: list[str],
) -> None:
    answer = post(function, body)
    check(answer, status, paths, connection, capsys.readouterr().out)


@pytest.mark.parametrize("text", ["\0", "\ud800"])
def test_texts_that_postgres_cannot_store(
    service: ExecutionsApi, connection: Any, text: str
) -> None:
    run = {"execution_id": "x1", "begun_at": "2027-01-01T00:00:00Z"}
    body = {"event_id": "e1", "run": run, "event_type": "x", "payload": {"a": f"x{text}"}}
    answer = post("begin-event", body)
    assert answer.status_code in (400, 422)
    check(answer, answer.status_code, [], connection, "")


def test_a_step_has_one_route(service: ExecutionsApi, connection: Any) -> None:
    check(post("create-hold", {"event_id": "e1"}, "/quaresma"), 404, [], connection, "")


def test_a_fault_of_ours_is_a_500_without_its_text(
    service: ExecutionsApi, connection: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    cursor = connection.cursor()
    cursor.execute("select pg_get_functiondef('create_hold'::regproc)")
    [sound] = cursor.fetchone()
    cursor.execute(
        "create or replace function create_hold(p_event_id text, p_now timestamptz default now())"
        " returns jsonb language plpgsql as"
        " $$ begin raise exception 'Zilda Quaresma has 98765'; end $$"
    )
    answer = post("create-hold", {"event_id": "e1"})
    cursor.execute(sound)
    log = capsys.readouterr().out
    check(answer, 500, [], connection, log)
    assert '"sqlstate": "P0001"' in log
    assert "hotelly/database.py" in log
    assert str(MAIN.parent) not in log
