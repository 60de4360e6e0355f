"""Where each part of the local stack listens."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

HOST = "127.0.0.1"
PROJECT = "hotelly-local"
LOCATION = "southamerica-east1"
PARENT = f"projects/{PROJECT}/locations/{LOCATION}"
"""how Google's APIs name the place where everything runs"""


class BadPort(Exception):
    """A port is in use, or is no port at all; the text says how to name another."""


@dataclass(frozen=True)
class Ports:
    """One port a part; each is changed by HOTELLY_<NAME>_PORT or an option of `hotelly up`.

    The defaults are the usual ones; 0 stands for a free one.
    """

    functions: int = 8080
    workflows: int = 8787
    workflows_grpc: int = 8788
    scheduler: int = 8789
    stripe: int = 12111
    whatsapp: int = 8081
    meta: int = 8082

    def changed_by_environment(self) -> "Ports":
        """The same with those that the environment names; raises BadPort naming a bad variable."""
        return Ports(**{name: _from_environment(name, port) for name, port in vars(self).items()})

    @contextmanager
    def reserved(self) -> Iterator["Ports"]:
        """The same with every 0 replaced by a free port; raises BadPort naming a taken one.

        On Linux nobody gets any of them as a free port, or as his end of a connection, until the
        context ends: neither before its program listens nor while that is started again.
        """
        with ExitStack() as held:
            sockets = {
                name: held.enter_context(_bind(name, port)) for name, port in vars(self).items()
            }
            ports = {name: bound.getsockname()[1] for name, bound in sockets.items()}
            if sys.platform != "linux":  # elsewhere no program could listen on a port that is held
                held.close()
            yield Ports(**ports)

    @property
    def functions_url(self) -> str:
        return f"http://{HOST}:{self.functions}"

    @property
    def engine_url(self) -> str:
        """The REST front of the Workflows engine, and its console."""
        return f"http://{HOST}:{self.workflows}"

    @property
    def engine_grpc_url(self) -> str:
        return f"http://{HOST}:{self.workflows_grpc}"

    @property
    def scheduler_url(self) -> str:
        return f"http://{HOST}:{self.scheduler}"

    @property
    def stripe_url(self) -> str:
        return f"http://{HOST}:{self.stripe}"

    @property
    def whatsapp_url(self) -> str:
        return f"http://{HOST}:{self.whatsapp}"

    @property
    def meta_url(self) -> str:
        return f"http://{HOST}:{self.meta}"


FREE_PORTS = Ports(**dict.fromkeys(vars(Ports()), 0))
"""whichever are free"""


def _bind(name: str, port: int) -> socket.socket:
    """A socket that holds the port without listening: another can still do that."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError:
        bound.close()
        variable = f"HOTELLY_{name.upper()}_PORT"
        option = f"--{name.replace('_', '-')}-port"
        raise BadPort(f"port {port} is in use; {option} or {variable} can name another") from None
    return bound


def _from_environment(name: str, default: int) -> int:
    variable = f"HOTELLY_{name.upper()}_PORT"
    text = os.environ.get(variable, str(default))
    if not text.isdigit() or int(text) > 65535:
        raise BadPort(f"{variable} must be a port number, from 0 (a free one) to 65535")
    return int(text)
