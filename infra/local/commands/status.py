"""`hotelly status`: where the running stack listens, and whether it answers."""

import argparse
import os
from collections.abc import Iterator
from contextlib import closing

import httpx
import pg8000.dbapi

from infra.local.commands.addresses import running_ports
from infra.local.commands.database import open_records
from infra.local.commands.pause import pause_line
from infra.local.stack.addresses import PARENT, Ports
from infra.local.stack.postgres import EmbeddedPostgres, with_database, without_password
from infra.local.stack.stack import DATABASE
from infra.local.stack.state import State

PATIENCE = 5.0
"""seconds for each answer"""


def main(arguments: list[str]) -> int:
    argparse.ArgumentParser(
        prog="hotelly status",
        description="Print the addresses of the running stack, what is paused, and what does not "
        "answer there; status 1 when something does not.",
    ).parse_args(arguments)
    ports = running_ports()
    print("\n".join(address_lines(ports, _database_url())))
    print("\n".join(_paused(_database_url())))
    silent = list(_silent(ports))
    print("\n".join(["", *silent]) if silent else "\n  All of it answers.")
    return 1 if silent else 0


def address_lines(ports: Ports, database_url: str | None) -> list[str]:
    """One line an address, with what is there."""
    database = without_password(database_url) if database_url else "not running"
    return [
        f"  functions   {ports.functions_url}/receive-webhook/…",
        f"  workflows   {ports.engine_url}   the console, and Google's REST API",
        f"              {ports.engine_grpc_url}   the same API for the client libraries (gRPC)",
        f"  scheduler   {ports.scheduler_url}",
        f"  Stripe      {ports.stripe_url}  the stand-in: Checkout Sessions, payment pages",
        f"  WhatsApp    {ports.whatsapp_url}   the stand-in: what guests read; to write as one",
        f"  Meta        {ports.meta_url}   WhatsApp's other way, and lead ads",
        f"  Postgres    {database}",
    ]


def _paused(database_url: str | None) -> Iterator[str]:
    """One line for each pause, when the database can be asked."""
    try:
        with closing(open_records(database_url)) as records:
            for pause in records.rows("select * from pauses_now"):
                yield "  PAUSED      " + pause_line(pause)
    except (SystemExit, pg8000.dbapi.DatabaseError):
        yield "  whether something is paused is not known: the database does not answer"


def _database_url() -> str | None:
    if given := os.environ.get("DATABASE_URL"):
        return given
    server = EmbeddedPostgres(State.from_environment().postgres)
    return with_database(server.url(), DATABASE) if server.is_ready() else None


def _silent(ports: Ports) -> Iterator[str]:
    """A sentence for each part that does not answer well."""
    probes = {
        "functions": f"{ports.functions_url}/receive-webhook/ready",
        "workflows": f"{ports.engine_url}/v1/{PARENT}/workflows",
        "scheduler": f"{ports.scheduler_url}/v1/{PARENT}/jobs",
        "Stripe": f"{ports.stripe_url}/",
        "WhatsApp": f"{ports.whatsapp_url}/",
        "Meta": f"{ports.meta_url}/",
    }
    for name, url in probes.items():
        if (fault := _fault(url)) is not None:
            yield f"  {name} at {url}: {fault}"


def _fault(url: str) -> str | None:
    """Why the answer is not a good one; None if it is."""
    try:
        answer = httpx.get(url, timeout=PATIENCE, trust_env=False)
    except httpx.TransportError as error:
        return f"does not answer ({type(error).__name__})"
    return (
        None if answer.is_success else f"answers {answer.status_code} {answer.text.strip()[:200]}"
    )
