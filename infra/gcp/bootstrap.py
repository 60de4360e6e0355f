"""`hotelly bootstrap`: the database and its owner, made by the instance's postgres.

The owner is a role without a login, so that nothing belongs to postgres or to a person; who is a
member of it may migrate. An operator has the views, and may take the owner's role to repair
something. Safe to run again.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from pg8000.native import identifier

from infra.gcp.place import DATABASE
from infra.local.stack.postgres import connect, create_database

OWNER = "hotelly_owner"


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if not options.database_url:
        print("hotelly bootstrap: set DATABASE_URL, of postgres", file=sys.stderr)
        return 1
    bootstrap(options.database_url, options.database, options.member, options.operator)
    return 0


def bootstrap(url: str, database: str, members: list[str], operators: Sequence[str] = ()) -> str:
    """The address of the database. `url` is that of the server's own, as somebody who may create
    roles and databases; `members` and `operators` are logins."""
    address = create_database(url, database)
    with closing(connect(url)) as connection:
        connection.autocommit = True
        for statement in _statements(database, members, operators):
            connection.cursor().execute(statement)
    return address


def _statements(database: str, members: Iterable[str], operators: Iterable[str]) -> Iterator[str]:
    yield f"""do $$ begin
        create role {OWNER} nologin createrole;
    exception when duplicate_object then null;
    end $$"""
    yield f"grant {OWNER} to current_user"  # a database can be given to one's own roles only
    yield f"alter database {identifier(database)} owner to {OWNER}"
    yield from (f"grant {OWNER} to {identifier(member)}" for member in members)
    for operator in operators:
        yield f"grant {OWNER} to {identifier(operator)} with inherit false, set true"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly bootstrap",
        description="Make the database and the role that owns everything in it. Safe to run twice.",
    )
    parser.add_argument("--database-url", default=os.environ.get("DATABASE_URL"))
    parser.add_argument("--database", default=os.environ.get("DATABASE_NAME", DATABASE))
    parser.add_argument(
        "--member", action="append", default=[], metavar="LOGIN", help="may migrate; repeatable"
    )
    parser.add_argument(
        "--operator",
        action="append",
        default=[],
        metavar="LOGIN",
        help="may take the owner's role (DATABASE_ROLE); repeatable",
    )
    return parser
