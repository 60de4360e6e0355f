"""`hotelly answer`: what a property answers to guests' questions about itself."""

import argparse
import sys
from contextlib import closing

import pg8000.dbapi

from infra.local.commands.database import add_database_option, open_records
from infra.local.commands.sql import table


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly answer",
        description="List what a property answers in its chats, or set one answer.",
        epilog="Example: hotelly answer mar-azul breakfast 'O café é das 7 às 10, incluído.'",
    )
    parser.add_argument("property", help="the property's id")
    parser.add_argument("topic", nargs="?", help="breakfast, check_in_time, pets, parking, …")
    parser.add_argument("text", nargs="?", help="the answer; empty takes it away")
    add_database_option(parser)
    options = parser.parse_args(arguments)
    with closing(open_records(options.database_url)) as records:
        if options.text is None:
            query = "select topic, answer from property_answers where property_id = %s order by 1"
            print("\n".join(table(records.rows(query, options.property))))
            return 0
        try:
            records.rows(
                "select set_answer(%s, %s, %s)", options.property, options.topic, options.text
            )
        except pg8000.dbapi.DatabaseError as error:
            print(f"hotelly answer: {error.args[0].get('H')}", file=sys.stderr)
            return 1
    print(f"{options.property} answers to {options.topic}")
    return 0
