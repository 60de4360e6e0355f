"""`hotelly up`: the whole stack on this machine, until Ctrl-C."""

import argparse
import os
import signal
import sys
import threading
from contextlib import closing
from dataclasses import fields, replace
from datetime import datetime

import pg8000.dbapi

from infra.local.client.log_lines import brief
from infra.local.client.records import Records
from infra.local.client.samples import AT_ANY_HOUR, DEMO_PROPERTY
from infra.local.commands.status import address_lines
from infra.local.stack.addresses import FREE_PORTS, BadPort, Ports
from infra.local.stack.processes import StartFailed
from infra.local.stack.stack import Stack
from infra.local.stack.state import State, StateInUse
from infra.migrate import MigrationRefused


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    state = State.from_environment()
    try:
        with state.claimed():
            if options.fresh:
                state.forget()
            _run(state, _ports(options))
    except (BadPort, StartFailed, StateInUse, pg8000.dbapi.InterfaceError) as error:
        print(f"hotelly up: {error}", file=sys.stderr)
        return 1
    except MigrationRefused as error:
        print(f"hotelly up: {error}\n{_way_out(state)}", file=sys.stderr)
        return 1
    return 0


def _run(state: State, ports: Ports) -> None:
    """Keep the stack running until a signal says stop."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with Stack(state, ports, _print_line, os.environ.get("DATABASE_URL")) as up:
        state.keep_ports(up.ports)
        with closing(Records(up.database_url)) as records:
            records.set_property(DEMO_PROPERTY, "Pousada Mar Azul", **AT_ANY_HOUR)
        print(_welcome(up), flush=True)
        stopped.wait()
        print("\nStopping.", flush=True)


def _ports(options: argparse.Namespace) -> Ports:
    ports = FREE_PORTS if options.free_ports else Ports()
    given = {name: port for name in _PORTS if (port := getattr(options, name)) is not None}
    return replace(ports.changed_by_environment(), **given)


def _way_out(state: State) -> str:
    if os.environ.get("DATABASE_URL"):
        return "DATABASE_URL names a database that another version of sql/ has made."
    return (
        "The local database was made by another version of sql/. If nothing in it matters, start "
        "from nothing: hotelly up --fresh"
    )


_PORTS = [field.name for field in fields(Ports)]


def _print_line(program: str, line: str) -> None:
    if (short := brief(line)) is not None:
        # In one piece, the line's end with it: several programs speak at once.
        sys.stdout.write(f"{datetime.now():%H:%M:%S} {program:<10} {short}\n")
        sys.stdout.flush()


def _welcome(stack: Stack) -> str:
    addresses = "\n".join(address_lines(stack.ports, stack.database_url))
    return f"""
{addresses}

  Try it:   .venv/bin/hotelly trigger ari_updated       five double rooms for sixty nights
            .venv/bin/hotelly trigger hold_requested    Ana asks for two nights; pay by her WhatsApp
            .venv/bin/hotelly trace ID                  what came of it, step by step
            .venv/bin/hotelly status                    these addresses, and whether they answer
            eval "$(.venv/bin/hotelly gcloud-env)" && gcloud workflows list

  Saving a file in workflows/ deploys it; a change in functions/ needs a new start.
  Ctrl-C stops everything; all that happened is there again at the next start (or: up --fresh).
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly up",
        description="Run the whole stack on this machine until Ctrl-C. DATABASE_URL names a "
        "database to use instead of one on an embedded server, HOTELLY_STATE another folder than "
        ".local for all that is kept.",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="start from nothing: forget database, executions, logs, sessions and chats",
    )
    parser.add_argument(
        "--free-ports",
        action="store_true",
        help="free ports where none is named: for a stack beside another one",
    )
    for field in fields(Ports):
        option = f"--{field.name.replace('_', '-')}-port"
        parser.add_argument(
            option,
            dest=field.name,
            type=int,
            metavar="PORT",
            help=f"default: HOTELLY_{field.name.upper()}_PORT or {field.default}; 0: a free one",
        )
    return parser
