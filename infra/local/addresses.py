"""Where each part of the local stack listens."""

import os
import socket
from contextlib import ExitStack
from dataclasses import dataclass, fields

HOST = "127.0.0.1"
PROJECT = "hotelly-local"
LOCATION = "southamerica-east1"
PARENT = f"projects/{PROJECT}/locations/{LOCATION}"
"""how Google's APIs name the place where everything runs"""


@dataclass(frozen=True)
class Ports:
    """One port a part; each is changed by HOTELLY_<NAME>_PORT or an option of `hotelly up`."""

    functions: int = 8080
    workflows: int = 8787
    workflows_grpc: int = 8788
    scheduler: int = 8789
    stripe: int = 12111
    whatsapp: int = 8081

    @classmethod
    def from_environment(cls) -> "Ports":
        """The defaults, changed by the environment; raises ValueError naming a bad variable."""
        return cls(**{name: _from_environment(name, port) for name, port in _defaults().items()})

    @classmethod
    def free(cls) -> "Ports":
        return cls(**dict.fromkeys(_defaults(), 0)).chosen()

    def chosen(self) -> "Ports":
        """The same with every 0 replaced by a free port; raises ValueError naming a taken one."""
        with ExitStack() as held:
            chosen = {
                name: held.enter_context(_listen(name, getattr(self, name))).getsockname()[1]
                for name in _defaults()
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


def _defaults() -> dict[str, int]:
    return {field.name: field.default for field in fields(Ports) if isinstance(field.default, int)}


def _listen(name: str, port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError:
        variable = f"HOTELLY_{name.upper()}_PORT"
        raise ValueError(f"port {port} is in use; {variable} can name another") from None


def _from_environment(name: str, default: int) -> int:
    variable = f"HOTELLY_{name.upper()}_PORT"
    text = os.environ.get(variable, str(default))
    if not text.isdigit() or int(text) > 65535:
        raise ValueError(f"{variable} must be a port number, from 0 (a free one) to 65535")
    return int(text)
