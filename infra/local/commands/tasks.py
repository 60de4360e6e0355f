"""`hotelly tasks`: what waits for a person, and what a person has done."""

import argparse
import sys
from contextlib import closing

import pg8000.dbapi

from infra.local.client.records import Records
from infra.local.commands.database import add_database_option, open_records
from infra.local.commands.sql import table


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with closing(open_records(options.database_url)) as records:
        if options.close:
            return _close(records, options)
        rows = records.rows("select * from open_tasks(%s)", options.property)
    print("\n".join(table(rows)))
    return 0


def _close(records: Records, options: argparse.Namespace) -> int:
    try:
        [row] = records.rows(
            "select close_task(%s, %s, %s) as answer", options.close, options.by, options.why
        )
    except pg8000.dbapi.DatabaseError as error:
        print(f"hotelly tasks: {error.args[0].get('H') or 'no task has this id'}", file=sys.stderr)
        return 1
    print(f"task {options.close}: {row['answer']['outcome']}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly tasks",
        description="List what waits for a person, or say that it is done.",
        epilog="Example: hotelly tasks --close 2f0c… --by Rita --why 'rebooked by telephone'",
    )
    parser.add_argument("--property", help="only this property's")
    parser.add_argument("--close", metavar="TASK_ID", help="this task is done")
    parser.add_argument("--by", default="", help="who did it")
    parser.add_argument("--why", default="done", help="what came of it")
    add_database_option(parser)
    return parser
