"""`hotelly ari`: what a property sells, night by night, and which event said so last."""

import argparse
from contextlib import closing
from datetime import date

from infra.local.commands.database import add_database_option, open_records
from infra.local.commands.sql import table


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly ari",
        description="Print the availability, rates and inventory of a property.",
        epilog="Example: hotelly ari mar-azul --from 2027-01-10 --nights 7",
    )
    parser.add_argument("property", help="the property's id")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=date.today())
    parser.add_argument("--nights", type=int, default=30)
    add_database_option(parser)
    options = parser.parse_args(arguments)
    with closing(open_records(options.database_url)) as records:
        nights = records.rows(
            "select * from ari_nights(%s, %s, %s)", options.property, options.first, options.nights
        )
    print("\n".join(table(nights)))
    return 0
