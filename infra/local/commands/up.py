"""`hotelly up`: the whole stack on this machine, until Ctrl-C."""

import argparse
import os
import signal
import threading
from contextlib import closing
from dataclasses import fields, replace

from infra.local.addresses import Ports
from infra.local.log_lines import brief
from infra.local.processes import StartFailed
from infra.local.samples import DEMO_PROPERTY
from infra.local.stack import Stack
from infra.local.state import State


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    given = {name: port for name in _PORTS if (port := getattr(options, name)) is not None}
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        ports = replace(Ports.from_environment(), **given)
        with Stack(
            State.from_environment(), ports, _print_line, os.environ.get("DATABASE_URL")
        ) as up:
            with closing(up.records()) as records:
                records.set_property(DEMO_PROPERTY, "Pousada Mar Azul")
            print(_welcome(up), flush=True)
            stopped.wait()
    except (StartFailed, ValueError) as error:
        print(f"hotelly up: {error}")
        return 1
    return 0


_PORTS = [field.name for field in fields(Ports)]


def _print_line(program: str, line: str) -> None:
    if (short := brief(line)) is not None:
        print(f"{program:<10} {short}", flush=True)


def _welcome(stack: Stack) -> str:
    ports = stack.ports
    return f"""
  functions   {ports.functions_url}/receive-webhook/…
  workflows   {ports.engine_url}   the console, and Google's REST API
              {ports.engine_grpc_url}   the same API for the client libraries (gRPC)
  scheduler   {ports.scheduler_url}
  Stripe      {ports.stripe_url}  the stand-in: Checkout Sessions and their payment pages
  WhatsApp    {ports.whatsapp_url}   the stand-in: what guests read
  Postgres    {stack.database_url}

  Send something in:  .venv/bin/hotelly trigger ari_updated
                      .venv/bin/hotelly trigger hold_requested
  Or by gcloud:       eval "$(.venv/bin/hotelly gcloud-env)" && gcloud workflows list
  Ctrl-C stops it all; what is in the database stays.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly up",
        description="Run the whole stack on this machine until Ctrl-C. DATABASE_URL names a "
        "database to use instead of one on an embedded server, HOTELLY_STATE another folder than "
        ".local for database and secrets.",
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
