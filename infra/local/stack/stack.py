"""The whole system on one machine: every part a program of its own, speaking HTTP and gRPC."""

from collections.abc import Iterable
from contextlib import ExitStack, closing
from typing import Self

from infra.deployment import filled, load_deployment
from infra.local.stack import programs
from infra.local.stack.addresses import Ports
from infra.local.stack.environments import function_environments, place
from infra.local.stack.postgres import (
    EmbeddedPostgres,
    connect,
    create_database,
    create_function_logins,
)
from infra.local.stack.processes import Process, Program, Sink
from infra.local.stack.state import State, write_private
from infra.migrate import migrate

DATABASE = "hotelly"


class Stack:
    """Started by `with`; `processes` are its programs by name.

    `database_url` is the address of a database to use instead of one on an embedded server;
    `functions_url` another address, for the workflows, of the functions gateway.
    """

    def __init__(
        self,
        state: State,
        ports: Ports,
        sink: Sink,
        database_url: str | None = None,
        functions_url: str | None = None,
    ) -> None:
        self.state = state
        self._reserved = ExitStack()
        self.ports = self._reserved.enter_context(ports.reserved())
        self._database_url = database_url
        self._functions_url = functions_url or self.ports.functions_url
        self._deployment = load_deployment()
        self.secrets = state.secrets(self._deployment.secrets)
        self.processes = {program.name: Process(program, sink) for program in self._programs()}

    def _programs(self) -> list[Program]:
        """In the order in which they are stopped: nobody is left calling what is gone."""
        ports, state = self.ports, self.state
        parts = [
            programs.scheduler(ports, state),
            programs.stripe(ports, state, self.secrets),
            programs.whatsapp(ports, state, self.secrets),
            programs.meta(ports, state, self.secrets),
            programs.engine(ports, state, self._deployment, self._functions_url),
            programs.gateway(ports, state, self._callers(), self._functions_url),
        ]
        return parts if self._database_url else [*parts, programs.postgres(state.postgres)]

    def _callers(self) -> Iterable[str]:
        callers = {str(number): email for number, email in enumerate(self._deployment.callers)}
        return filled(callers, place(self.ports)).values()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when everything serves; raises StartFailed naming what does not."""
        for name, process in self.processes.items():
            if name != "functions":  # they need their logins first
                process.start()
        self._prepare_database()
        self.processes["functions"].start()
        for process in self.processes.values():
            process.wait_ready()

    def stop(self) -> None:
        for process in self.processes.values():
            process.stop()
        self._reserved.close()

    def _prepare_database(self) -> None:
        if "postgres" in self.processes:
            self.processes["postgres"].wait_ready()
            server = EmbeddedPostgres(self.state.postgres)
            self._database_url = create_database(server.url(), DATABASE)
        url = self.database_url
        with closing(connect(url)) as connection:
            migrate(connection)
        roles = {each.database_role for each in self._deployment.functions.values()}
        passwords = self.state.database_passwords(sorted(role for role in roles if role))
        write_private(
            self.state.function_environments,
            function_environments(
                self._deployment,
                place(self.ports),
                self.secrets,
                create_function_logins(url, passwords),
            ),
        )

    @property
    def database_url(self) -> str:
        """The application's database, as its owner."""
        assert self._database_url is not None, "the stack was not started"
        return self._database_url
