"""Where each part of the local stack listens."""

import os
import socket
from contextlib import ExitStack
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

    def changed_by_environment(self) -> "Ports":
        """The same with those that the environment names; raises BadPort naming a bad variable."""
        return Ports(**{name: _from_environment(name, port) for name, port in vars(self).items()})

    @classmethod
    def free(cls) -> "Ports":
        """Ports that nobody uses now."""
        return cls(**dict.fromkeys(vars(cls()), 0)).chosen()

    def chosen(self) -> "Ports":
        """The same with every 0 replaced by a free port; raises BadPort naming a taken one."""
        with ExitStack() as held:
            chosen = {
                name: held.enter_context(_listen(name, port)).getsockname()[1]
                for name, port in vars(self).items()
            }
        return Ports(**chosen)

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


def _listen(name: str, port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError:
        variable = f"HOTELLY_{name.upper()}_PORT"
        option = f"--{name.replace('_', '-')}-port"
        raise BadPort(f"port {port} is in use; {option} or {variable} can name another") from None


def _from_environment(name: str, default: int) -> int:
    variable = f"HOTELLY_{name.upper()}_PORT"
    text = os.environ.get(variable, str(default))
    if not text.isdigit() or int(text) > 65535:
        raise BadPort(f"{variable} must be a port number, from 0 (a free one) to 65535")
    return int(text)
