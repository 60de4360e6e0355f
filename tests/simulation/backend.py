"""One real connection to Postgres, and what was prepared on it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import pg8000.dbapi
from pg8000.native import PreparedStatement

from tests.simulation.sql import rows

SETTINGS: Final = ", ".join(
    f"set_config('sim.{name}', :sim_{name}, true)" for name in ("now", "pause", "gate")
)


class Backend:
    def __init__(self, connection: Any) -> None:
        self.connection = connection
        connection.cursor().execute("set plan_cache_mode = force_generic_plan")
        self.process: int = rows(connection, "select pg_backend_pid() as process")[0]["process"]
        self._prepared: dict[str, PreparedStatement] = {}

    def exchanged(self, sql: str, values: Mapping[str, Any]) -> tuple[Any, Exception | None]:
        """The answer or the error of a call. Touches nothing that others see: it may come back from
        a lock while somebody else acts."""
        try:
            if sql not in self._prepared:
                statement = f"select {SETTINGS}, {sql.removeprefix('select ')}"
                self._prepared[sql] = PreparedStatement(self.connection, statement)
            return self._prepared[sql].run(**values)[0][-1], None
        except (pg8000.dbapi.Error, OSError) as error:
            return None, error


def close(connection: Any) -> None:
    with suppress(pg8000.dbapi.Error, OSError):  # its other side may be dead
        connection.close()
