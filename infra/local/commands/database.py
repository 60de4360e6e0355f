"""The database that a command speaks to."""

import argparse
import os
import sys

from infra.local.postgres import EmbeddedPostgres, create_database
from infra.local.records import Records
from infra.local.stack import DATABASE
from infra.local.state import State


def add_database_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database-url",
        default=os.environ.get("DATABASE_URL"),
        help="postgresql://…; default: DATABASE_URL, or the database of `hotelly up`",
    )


def open_records(database_url: str | None) -> Records:
    return Records(address(database_url))


def address(database_url: str | None) -> str:
    """`database_url`, or the database of the running stack; exits with a sentence if none runs."""
    if database_url is not None:
        return database_url
    folder = State.from_environment().postgres
    if not (folder / "postmaster.pid").exists():
        sys.exit("No local stack is running: start it by `hotelly up`, or set DATABASE_URL.")
    server = EmbeddedPostgres(folder)
    server.start()  # it runs already; this finds its socket
    return create_database(server.url(), DATABASE)
