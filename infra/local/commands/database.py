"""The database that a command speaks to."""

import argparse
import os
import sys

import pg8000.dbapi

from infra.local.client.records import Records
from infra.local.stack.postgres import EmbeddedPostgres, create_database, without_password
from infra.local.stack.stack import DATABASE
from infra.local.stack.state import State


def add_database_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database-url",
        default=os.environ.get("DATABASE_URL"),
        help="postgresql://…; default: DATABASE_URL, or the database of `hotelly up`",
    )


def open_records(database_url: str | None) -> Records:
    """The database; exits with a sentence if it cannot be reached."""
    url = address(database_url)
    try:
        return Records(url)
    except (pg8000.dbapi.InterfaceError, pg8000.dbapi.DatabaseError):
        sys.exit(f"No database could be opened at {without_password(url)}.")


def address(database_url: str | None) -> str:
    """`database_url`, or the database of the running stack; exits with a sentence if none runs."""
    if database_url is not None:
        return database_url
    server = EmbeddedPostgres(State.from_environment().postgres)
    if not server.is_ready():
        sys.exit("No local stack is running: start it by `hotelly up`, or set DATABASE_URL.")
    return create_database(server.url(), DATABASE)
