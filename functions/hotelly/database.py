"""The one way into Postgres: `call` runs one SQL function, which is one transaction.

One connection a thread (pg8000's are not for sharing), opened when first needed, with a prepared
statement for each form of call. A connection found dead before the call is replaced; once a call
has been sent it is never repeated here, since it may have happened: the caller gets Unavailable and
asks again, and the step record makes that harmless.
"""

import json
import select
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import pg8000.dbapi
from pg8000.native import PreparedStatement

from hotelly import log, settings, tls
from hotelly.current_step import EVENT, RUN, STEP, Deferred, current_step
from hotelly.errors import Detail, Problem, Refused, Unavailable

STATUS_OF: Final = {"XH400": 422, "XH404": 404, "XH409": 409, "XH503": 503}
TRANSIENT: Final = ("08", "25006", "40", "53", "55P03", "57")
"""SQLSTATE prefixes after which the same call may succeed: connection, read-only (a failover),
serialization or deadlock, resources, lock timeout, operator intervention (shutdown, cancelled)"""
UNSTORABLE: Final = ("22021", "22P05")
ANSWER_SECONDS: Final = 30
"""to connect, and to wait for each answer"""
AT_THE_SERVER: Final = {
    # Postgres gives up first: calls that nobody waits for would pile up behind a lock.
    "statement_timeout": f"{ANSWER_SECONDS - 5}s",
    # One locked row would keep all threads of a function.
    "lock_timeout": "5s",
    # Every statement is planned once a connection: planning took half the time of a call.
    "plan_cache_mode": "force_generic_plan",
}
OUTLIVED: Final = ("0A000", "26000", "42883")
"""SQLSTATE of a prepared statement whose function was replaced, or which a proxy's server forgot;
nothing was done then"""


class _Thread(threading.local):
    connection: Any = None

    def __init__(self) -> None:
        self.statements: dict[str, PreparedStatement] = {}


_thread = _Thread()


def call(function: str, **parameters: Any) -> dict[str, Any]:
    """The jsonb answer of a SQL function. Parameters are named without `p_`; None is not passed.

    Raises Refused for what SQL refused (XH400: 422, XH404: 404, XH409: 409, XH503: 503),
    Unavailable when asking again may help; Deferred instead of a step's first call.
    """
    given = {name: _argument(value) for name, value in parameters.items() if value is not None}
    step = current_step()
    told = step.told() if step else {}
    statement = _statement(function, tuple(given), tuple(told))
    try:
        answer = _asked(statement, given | told)
    except pg8000.dbapi.DatabaseError as error:
        log.warning("SQL call failed", sql_function=function, sqlstate=_fields(error).get("C"))
        if problem := _problem(_fields(error)):
            raise problem from error
        raise
    except (pg8000.dbapi.InterfaceError, OSError) as error:
        disconnect()
        raise _lost() from error
    if step:
        step.answers.append(answer)
    if STEP in told and answer.get("outcome") == "deferred":
        raise Deferred(answer)
    return answer


def _asked(statement: str, values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        rows = _prepared(statement).run(**values)
    except pg8000.dbapi.DatabaseError as error:
        if _fields(error).get("C") not in OUTLIVED:
            raise
        _thread.statements.pop(statement, None)
        rows = _prepared(statement).run(**values)
    answer: dict[str, Any] = rows[0][0]
    return answer


@cache
def _statement(function: str, names: tuple[str, ...], told: tuple[str, ...]) -> str:
    named = ", ".join(f"p_{name} => :{name}" for name in names)
    asked = f"{function}({named})"
    if STEP in told:
        asked = f"coalesce(defer_step(:{EVENT}, :{STEP}), {asked})"
    setting = f" from set_config('hotelly.run', :{RUN}, true)" if RUN in told else ""
    return f"select {asked}{setting}"


def disconnect() -> None:
    """Close this thread's connection, if there is one; the next call opens another."""
    connection = _thread.connection
    _thread.connection = None
    _thread.statements = {}
    if connection is not None:
        with suppress(pg8000.dbapi.Error, OSError):  # the other side may be gone already
            connection.close()


def _argument(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _fields(error: Exception) -> Mapping[str, str]:
    """Postgres's error fields: C is SQLSTATE, M message, D detail, H hint."""
    fields = error.args[0] if error.args else None
    return fields if isinstance(fields, dict) else {}


def _problem(fields: Mapping[str, str]) -> Problem | None:
    """What SQL refused, or what may pass; None for a fault of ours."""
    state = fields.get("C", "")
    if status := STATUS_OF.get(state):
        hint = fields.get("H", "The request was refused.")
        details = [Detail(fields["D"], hint)] if fields.get("D") else []
        return Refused(status, fields["M"], hint, details)
    if state in UNSTORABLE:
        return Refused(422, "unstorable_text", "Text may not hold NUL or lone surrogates.", [])
    if not state.startswith(TRANSIENT):
        return None
    if state.startswith(("08", "25006", "57P")):
        disconnect()
    return Unavailable("database_busy", "The database could not finish the call. Ask again.")


def _lost() -> Unavailable:
    return Unavailable("database_unavailable", "The database cannot be reached. Ask again.")


def _prepared(statement: str) -> PreparedStatement:
    """Parsed and planned once a connection; a call is one round trip then instead of three."""
    connection = _connection()
    known = _thread.statements.get(statement)
    if known is None:
        known = _thread.statements[statement] = PreparedStatement(connection, statement)
    return known


def _connection() -> Any:
    connection = _thread.connection
    if connection is not None and _is_dead(connection):
        disconnect()
        connection = None
    if connection is None:
        connection = _thread.connection = _connect()
    return connection


def _is_dead(connection: Any) -> bool:
    """A server says nothing unasked but goodbye: an idle socket with something to read is dead."""
    # pg8000 has no public way to its socket, and `select 1` would cost each call a round trip.
    poll = select.poll()
    poll.register(connection._usock, select.POLLIN)
    return bool(poll.poll(0))


def _connect() -> Any:
    connect = _connect_by_url if settings.optional("DATABASE_URL", "") else _connect_by_iam
    try:
        connection = connect()
    except Problem:
        raise
    except Exception as error:  # of driver, sockets, tokens or Google's API: nothing was sent yet
        log.exception("cannot connect to the database", error)
        raise _lost() from error
    # Each call is one statement, and so its own transaction: no round trips for begin and commit.
    connection.autocommit = True
    return connection


def _connect_by_url() -> Any:
    """`postgresql://user:password@host:port/database`, or `?host=/folder` of a Unix socket;
    with `?sslmode=…&sslrootcert=…` as `tls` has it."""
    url = urlsplit(settings.required("DATABASE_URL"))
    folder = parse_qs(url.query).get("host", [""])[0]
    port = url.port or 5432
    return pg8000.dbapi.connect(
        user=unquote(url.username or ""),
        password=unquote(url.password or "") or None,
        database=url.path.lstrip("/"),
        host=url.hostname or "localhost",
        port=port,
        unix_sock=f"{folder}/.s.PGSQL.{port}" if folder else None,
        ssl_context=tls.context_for(url),
        timeout=ANSWER_SECONDS,
        startup_params=AT_THE_SERVER,
    )


def _connect_by_iam() -> Any:
    instance = settings.required("INSTANCE_CONNECTION_NAME")
    return _connector().connect(
        instance,
        "pg8000",
        user=settings.required("DATABASE_USER"),
        db=settings.required("DATABASE_NAME"),
        enable_iam_auth=True,
        timeout=ANSWER_SECONDS,
        startup_params=AT_THE_SERVER,
    )


@cache
def _connector() -> Any:
    from google.cloud.sql.connector import Connector  # 0.6 s to import, and only in the cloud

    # LAZY: a background refresh would starve while the instance has no CPU between requests.
    return Connector(refresh_strategy="LAZY")
