"""`hotelly report daily|weekly`: the routine's figures, from the database and the logs."""

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from infra.local.commands.database import add_database_option, open_records
from infra.local.commands.sql import table

DAYS: Final = {"daily": 1, "weekly": 7}
PERSONAL: Final = re.compile(
    r"[\w.+-]{1,64}@(?![\w.-]{,200}gserviceaccount)[\w-]{1,63}\.[a-z]{2,}"  # an e-mail address
    r"|(?<![\w-])\+?55\d{10,11}(?![\w-])"  # a Brazilian telephone number
    r"|@s\.whatsapp\.net"
)
DUPLICATE: Final = re.compile(r'"outcome": ?"duplicate"')


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    until = datetime.now(UTC)
    start = until - timedelta(days=DAYS[options.period])
    with closing(open_records(options.database_url)) as records:
        (answer,) = records.rows("select report(%s, %s) as report", start, until)
    print("\n".join(lines(answer["report"])))
    if options.logs is None:
        print("\nlogs: give a sample by --logs, and it is searched for personal data")
        return 0
    sample = list(options.logs)
    found = list(personal(sample))
    duplicates = sum(DUPLICATE.search(line) is not None for line in sample)
    print(f"\nlogs: {duplicates} duplicates answered as such in {len(sample)} lines")
    print(f"logs: {len(found)} lines with what looks like personal data")
    print("\n".join(f"  line {number}: {kind}" for number, kind in found[:20]))
    return 1 if found else 0


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as a person reads it."""
    yield f"from {report['from']} until {report['until']}"
    yield (
        f"{report['events']} events, {report['conversations']} conversations, "
        f"{report['run_again']} events were run more than once"
    )
    yield ""
    yield from table(report["funnel"])
    for name in ("inquiries", "backlog", "errors"):
        yield f"\n{name}"
        yield from table(report[name])
    yield f"\nholds whose rooms should be back: {report['stuck_holds']}"
    yield f"payments without a reservation: {report['payments_without_reservation']}"
    yield f"findings: {len(report['findings'])}"
    for finding in report["findings"]:
        yield f"  {finding['severity']:<8} {finding['check']}: {finding['count']}"


def personal(sample: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines of a log by number that hold what looks like personal data; the data is not told."""
    for number, line in enumerate(sample, start=1):
        if found := PERSONAL.search(line):
            kind = "a telephone number" if found[0].lstrip("+").isdigit() else "an address"
            yield number, kind


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly report",
        description="Print the routine's figures: funnel, backlog, errors, what is stuck.",
        epilog="Example: gcloud logging read 'severity>=DEFAULT' --limit=500 --format=json "
        "| hotelly report daily --logs -",
    )
    parser.add_argument("period", choices=DAYS)
    parser.add_argument(
        "--logs",
        type=argparse.FileType(),
        metavar="FILE",
        help="a sample of log lines, - for the input: it is searched for personal data",
    )
    add_database_option(parser)
    return parser
