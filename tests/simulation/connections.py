"""The functions' way into Postgres, with everything that may happen to it.

Takes the place of the connection that `hotelly.database` opens. Behind it a few real ones are
shared, since a schedule has hundreds of function calls. A call may find its server gone, lose its
answer after the commit, be stopped inside its transaction while others go on, and be killed there.
"""

import gc
import json
import os
import signal
import socket
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

import pg8000.dbapi

from infra.local.stack.postgres import connect
from tests.simulation.actor import Actor, Killed
from tests.simulation.backend import Backend, close
from tests.simulation.sql import rows, tables
from tests.simulation.stage import Stage

FAULTS: Final = ("none", *("gone", "lost", "dies before", "dies after") * 3, "crash")
PAUSES: Final = (0, *range(1, 11), *[5000] * 4)
"""before which write of a transaction it is stopped; the last: before its commit"""
MOMENT: Final = 0.00001
"""seconds between two calls, so that no two rows are of the same time"""
BOOKKEEPING: Final = (
    *("receive_event", "mark_dispatched", "begin_event", "finish_event", "fail_event"),
    *("claim_events", "diagnose", "payment_session", "open_payment"),
)
"""functions that touch neither rooms nor money, and are seldom stopped"""


class Postgres:
    def __init__(self, url: str) -> None:
        self.url = url
        self.tell: Callable[[str], None]
        self.odds = 0.0
        """of a fault, at each call"""
        self.stops = 0.0
        """how often a transaction is stopped inside"""
        self.impossible: list[str] = []
        """errors that should never be"""
        self.stage: Stage
        self.calls = self.kills = self.crashes = self.stopped = 0
        self._idle: list[Backend] = []
        self._silent, self._other_end = socket.socketpair()
        self._gates = 0
        self._open_monitor()
        self._tables = tables(self.monitor)

    def _open_monitor(self) -> None:
        self.monitor = self._opened()

    def _opened(self) -> Any:
        connection = connect(self.url)
        connection.autocommit = True
        return connection

    def run(self, statement: str, *arguments: Any) -> None:
        self.monitor.cursor().execute(statement, arguments)

    def rows(self, query: str, *arguments: Any) -> list[dict[str, Any]]:
        return rows(self.monitor, query, *arguments)

    def close(self) -> None:
        for connection in [self.monitor, *(each.connection for each in self._idle)]:
            close(connection)
        self._silent.close()
        self._other_end.close()

    def forget(self) -> None:
        """Everything that a schedule left behind."""
        # Not by delete: what was deleted would leave new rows in another order.
        self.run(f"truncate sim.changed, {', '.join(self._tables)} restart identity")
        self.run("alter sequence sim.ids restart")
        self.run("select pg_advisory_unlock_all()")
        self.impossible.clear()
        self.calls = self.kills = self.crashes = self.stopped = 0
        self.odds = self.stops = 0.0

    def set_property(self, property_id: str, options: Mapping[str, Any]) -> None:
        text = json.dumps(options)
        self.operate("select set_property(%s, 'Pousada do Teste', %s)", property_id, text)

    def operate(self, statement: str, *arguments: object) -> None:
        """Somebody with psql, at the time of the stage."""
        self.set_clock()
        self.run(statement, *arguments)

    def set_clock(self) -> None:
        """Let the monitor see the time of the stage."""
        self.run("select set_config('sim.now', %s, false)", str(self.stage.now))

    # what the stage asks

    def waits(self, process: int) -> bool:
        [found] = self.rows("select cardinality(pg_blocking_pids(%s)) > 0 as waits", process)
        return bool(found["waits"])

    def free(self, actor: Actor) -> None:
        """A transaction that stands still goes on, or its server process is killed."""
        assert actor.locked is not None
        if self.stage.choices.draw(actor.numbered("killed inside"), (False, True), self.odds):
            self.tell(f"Postgres kills the transaction of {actor.name}")
            self.kills += 1
            self.run("select pg_terminate_backend(%s)", actor.locked)
            return
        self.stopped += 1
        self.run("select pg_advisory_unlock(%s)", actor.gate)

    def _close_gate(self) -> int:
        """The number of a new gate, at which a transaction will be stopped."""
        self._gates += 1
        self.run("select pg_advisory_lock(%s)", self._gates)
        return self._gates

    # what a function does

    def connection(self) -> "SimulatedConnection":
        return SimulatedConnection(self)

    @property
    def socket(self) -> socket.socket:
        """One that never has anything to read."""
        return self._silent

    def execute(self, sql: str, values: Mapping[str, Any]) -> Any:
        """The answer of one call of a SQL function, its own transaction."""
        me = self.stage.me()
        fault = self.stage.choices.draw(me.numbered("fault of Postgres"), FAULTS, self.odds)
        self.stage.step()
        if fault != "none":
            self.tell(f"{me.name}: {sql.partition('(')[0]}: {fault}")
        if fault == "crash":
            self.crash()
        if fault == "gone":
            raise OSError("the server is gone")
        if fault == "dies before":
            raise Killed
        answer = self._answer(me, sql, values)
        if fault == "lost":
            raise OSError("the connection broke")
        if fault == "dies after":
            raise Killed
        return answer

    def _answer(self, me: Actor, sql: str, values: Mapping[str, Any]) -> Any:
        function = sql.removeprefix("select ").partition("(")[0]
        stops = self.stops / 5 if function in BOOKKEEPING else self.stops
        pause = self.stage.choices.draw(me.numbered("stop inside"), PAUSES, stops)
        self.stage.now += MOMENT
        me.gate = self._close_gate() if pause else 0
        settings = {"sim_now": self.stage.now, "sim_pause": pause, "sim_gate": me.gate}
        may_wait = pause > 0 or self.stage.inside is not None
        backend = self._idle.pop() if self._idle else Backend(self._opened())
        self.calls += 1
        me.locked = backend.process if may_wait else None
        answer, error = backend.exchanged(
            sql, {**values, **{name: str(value) for name, value in settings.items()}}
        )
        try:
            self.stage.step(may_stay=not may_wait)
        finally:
            if error is None or self._survives(error):
                self._idle.append(backend)
            else:
                close(backend.connection)
        if error is not None:
            raise error
        return answer

    def _survives(self, error: Exception) -> bool:
        """Whether the connection can be used again."""
        fields = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
        state = str(fields.get("C", ""))
        if not isinstance(error, pg8000.dbapi.DatabaseError) or state.startswith(("57P", "08")):
            return False
        if not state.startswith(("XH", "57")):
            self.impossible.append(f"{state} {fields.get('M')}")
        return True

    def crash(self) -> None:
        """All of Postgres dies without a word, and comes back as it does."""
        self.crashes += 1
        victim = Backend(self._opened())
        os.kill(victim.process, signal.SIGKILL)
        self._wait_for_death()
        for connection in [self.monitor, *(each.connection for each in [victim, *self._idle])]:
            close(connection)
        self._idle.clear()
        self._wait_for_recovery()

    def _wait_for_death(self) -> None:
        """Of the monitor, with which everybody's connection is lost."""
        try:
            while True:
                self.run("select 1")
                time.sleep(0.005)
        except (pg8000.dbapi.Error, OSError):
            return

    def _wait_for_recovery(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # sockets of attempts that failed
            while not self._reopens():
                time.sleep(0.02)
            gc.collect()

    def _reopens(self) -> bool:
        try:
            self._open_monitor()
        except (pg8000.dbapi.Error, OSError):
            return False
        return True


class SimulatedConnection:
    """As much of a connection as `hotelly.database` asks for."""

    def __init__(self, postgres: Postgres) -> None:
        self.postgres = postgres
        self._usock = postgres.socket

    def close(self) -> None:
        """The real one goes on to the next."""


class SimulatedStatement:
    """In the place of pg8000's prepared statement."""

    def __init__(self, connection: SimulatedConnection, sql: str) -> None:
        self._postgres = connection.postgres
        self._sql = sql

    def run(self, **values: Any) -> list[list[Any]]:
        return [[self._postgres.execute(self._sql, values)]]
