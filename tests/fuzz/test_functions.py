"""Whatever is sent to a function, it is answered; what is refused leaves nothing behind, and what
was sent is in no log line."""

import io
import os
import types
from collections.abc import Iterator
from typing import Any, Final
from unittest.mock import patch

import httpx
import pytest
import stripe
from hotelly import database as hotelly_database
from hotelly import log
from hotelly.ingest import dispatch
from hypothesis import HealthCheck, given, settings

from infra.local.stack.postgres import connect
from tests.fuzz.requests import CANARY, Request, requests
from tests.simulation import functions

REQUESTS: Final = int(os.environ.get("REQUESTS", "600"))
ROWS: Final = """
select (select count(*) from events) + (select count(*) from event_steps)
  + (select count(*) from contacts) + (select count(*) from messages) + (select count(*) from holds)
"""


class Nothing:
    """In the place of Stripe and Workflows: nobody answers."""

    name = "nobody"

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def request_with_retries(self, *_: Any, **__: Any) -> Any:
        raise stripe.APIConnectionError("away")  # type: ignore[no-untyped-call]

    def workflow_path(self, *_: str) -> str:
        return "workflow"

    def create_execution(self, **_: Any) -> Any:
        raise ConnectionError("away")


def _unreachable(_: Any, request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("away", request=request)


@pytest.fixture
def said(database: str) -> Iterator[io.BytesIO]:
    """What the functions wrote to their log, on a database of their own."""
    lines = io.BytesIO()
    stdout = types.SimpleNamespace(buffer=lines, flush=lambda: None)
    environment = {**functions.ENVIRONMENT, "DATABASE_URL": database}
    with (
        patch.dict(os.environ, environment),
        patch.object(log, "sys", types.SimpleNamespace(stdout=stdout)),
        patch.object(dispatch, "_client", Nothing),
        patch.object(stripe, "RequestsClient", Nothing),
        patch.object(httpx.HTTPTransport, "handle_request", _unreachable),
    ):
        functions.load_entry_points()
        hotelly_database.call("set_property", id="pousada-mar-azul", name="Pousada")
        yield lines
        hotelly_database.disconnect()


def test_any_request_is_answered(said: io.BytesIO, database: str) -> None:
    connection = connect(database)
    connection.autocommit = True

    def rows() -> int:
        cursor = connection.cursor()
        cursor.execute(ROWS)
        return int(cursor.fetchone()[0])

    @settings(
        max_examples=REQUESTS, deadline=None, database=None, derandomize=REQUESTS < 10_000,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(requests())
    def holds(request: Request) -> None:
        before = rows()
        answer = functions.call(request.function, request.body, request.path, request.headers)
        told = said.getvalue().decode()
        said.seek(0)
        said.truncate()
        assert answer.status < 500 or answer.status == 503, answer
        assert answer.status < 400 or answer.status == 503 or rows() == before
        assert '"function failed"' not in told
        assert CANARY not in told
        assert CANARY not in str(answer.body)

    try:
        holds()
    finally:
        connection.close()
