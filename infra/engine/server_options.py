"""What `hotelly engine` is told on its command line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.serving.gate import LOOPBACK

_EVERYWHERE = frozenset(("0.0.0.0", "::", ""))
"""addresses to listen on that are no name to call"""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    host: str = "127.0.0.1"
    port: int = 8787
    """0 takes any free one; the same for gRPC"""
    grpc_port: int = 8788
    project: str = "local"
    location: str = "us-central1"
    source: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    signing_key: Path | None = None
    connectors: Path | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    """values by id: what workflows read by the Secret Manager connector, and nothing else"""
    allowed_hosts: frozenset[str] = frozenset()
    state: Path | None = None
    """folder for what survives a restart; None: nothing does"""
    quiet: bool = False

    @property
    def names(self) -> frozenset[str]:
        """by which callers may know this server"""
        return LOOPBACK | self.allowed_hosts | {self.host} - _EVERYWHERE

    @property
    def place(self) -> str:
        """how Google's APIs name where the workflows from `source` are"""
        return f"projects/{self.project}/locations/{self.location}"


def server_options(argv: Sequence[str] | None) -> ServerOptions:
    defaults = ServerOptions()
    parser = argparse.ArgumentParser(
        prog="hotelly engine",
        description="Run Google Cloud Workflows on this machine, behind Google's own APIs.",
    )
    add = parser.add_argument
    add("--host", default=defaults.host)
    add("--port", type=int, default=defaults.port, help="of REST; 0 takes a free one")
    add("--grpc-port", type=int, default=defaults.grpc_port, help="of gRPC; 0 takes a free one")
    add("--project", default=defaults.project, help="of the workflows from --source")
    add("--location", default=defaults.location, help="of the workflows from --source")
    add(
        "--source",
        type=Path,
        help="deploy *.workflows.yaml|yml|json of this folder, again when saved",
    )
    add(
        "--env",
        type=_variable,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="environment variable of the workflows from --source; may be repeated",
    )
    add("--signing-key", type=Path, help="PEM file of the key that signs tokens; made if missing")
    add("--connectors", type=Path, help="YAML file with stand-ins for connectors")
    add(
        "--secret",
        type=_secret,
        action="append",
        default=[],
        metavar="ID",
        help="secret for the Secret Manager connector: db-password has the value of the "
        "environment variable DB_PASSWORD; may be repeated",
    )
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="another name by which callers may know this server; may be repeated",
    )
    add("--state", type=Path, help="folder that keeps executions and logs; without one, none are")
    add("--quiet", action="store_true", help="write no log entries to stdout")
    given = vars(parser.parse_args(argv))
    environment, secrets = dict(given.pop("env")), dict(given.pop("secret"))
    hosts = frozenset(given.pop("allow_host"))
    return ServerOptions(**given, environment=environment, secrets=secrets, allowed_hosts=hosts)


def _secret(secret_id: str) -> tuple[str, str]:
    variable = secret_id.upper().replace("-", "_")
    for name in (secret_id, variable):
        if name in os.environ:
            return secret_id, os.environ[name]
    raise argparse.ArgumentTypeError(f"{secret_id}: there is no environment variable {variable}")


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value
