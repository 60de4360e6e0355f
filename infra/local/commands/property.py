"""`hotelly property`: create or change a property."""

import argparse
import json
import sys
from contextlib import closing

import pg8000.dbapi

from infra.local.commands.database import add_database_option, open_records


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly property",
        description="Create a property, or change it.",
        epilog="Example: hotelly property mar-azul 'Pousada Mar Azul' "
        '\'{"hold_for": "20 minutes", "payment_methods": ["card", "pix"]}\'',
    )
    parser.add_argument("id", help="lower-case letters, digits, - and _")
    parser.add_argument("name", help="as guests know it")
    parser.add_argument(
        "options", type=json.loads, nargs="?", default={}, help="JSON; see sql/…/set_property.sql"
    )
    add_database_option(parser)
    options = parser.parse_args(arguments)
    with closing(open_records(options.database_url)) as records:
        try:
            records.set_property(options.id, options.name, **options.options)
        except pg8000.dbapi.DatabaseError as error:
            print(f"hotelly property: {error.args[0].get('H')}", file=sys.stderr)
            return 1
    print(f"property {options.id} is saved")
    return 0
