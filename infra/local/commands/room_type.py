"""`hotelly room-type`: whom a room type sleeps, and what one more guest costs."""

import argparse
import json
import sys
from contextlib import closing

import pg8000.dbapi

from infra.local.commands.database import add_database_option, open_records


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly room-type",
        description="Create a room type, or change it.",
        epilog="Example: hotelly room-type mar-azul casal "
        '\'{"adults": 2, "children": 1, "included": 2, "extra_guest_cents": 5000}\'',
    )
    parser.add_argument("property", help="the property's id")
    parser.add_argument("id", help="lower-case letters, digits, - and _")
    parser.add_argument(
        "options", type=json.loads, nargs="?", default={}, help="JSON; see sql/…/set_room_type.sql"
    )
    add_database_option(parser)
    options = parser.parse_args(arguments)
    with closing(open_records(options.database_url)) as records:
        try:
            records.set_room_type(options.property, options.id, **options.options)
        except pg8000.dbapi.DatabaseError as error:
            print(f"hotelly room-type: {error.args[0].get('H')}", file=sys.stderr)
            return 1
    print(f"room type {options.id} of {options.property} is saved")
    return 0
