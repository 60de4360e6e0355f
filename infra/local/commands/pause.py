"""`hotelly pause` and `hotelly resume`: stop the machine or a part of it, and let it go on."""

import argparse
import getpass
import sys
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import pg8000.dbapi

from infra.local.commands.database import add_database_option, open_records

KINDS = ("whatsapp", "stripe", "leads", "events", "create-hold", "convert", "messages", "all")
PAUSE = """select pause(p_what => %s, p_reason => %s, p_by => %s, p_for => %s::interval,
    p_property_id => %s) as answer"""
RESUME = "select resume(p_what => %s, p_by => %s, p_property_id => %s) as answer"


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    given = (options.what, options.reason, options.by, options.lasts, options.property)
    answer = _answer(options, PAUSE, *given)
    if answer is None:
        return 1
    print(f"{options.what} of {options.property or 'all'} is paused, {_end(answer['until'])}")
    return 0


def main_resume(arguments: list[str]) -> int:
    options = _resume_parser().parse_args(arguments)
    answer = _answer(options, RESUME, options.what, options.by, options.property)
    if answer is None:
        return 1
    print(f"{answer['outcome']}: {', '.join(answer['ended']) or 'nothing'}")
    for still in answer["still"]:
        print(f"still paused: {still['what']} of {still['property_id'] or 'all'}")
    if answer["ended"]:
        print(
            "What waited runs within five minutes; at once with `hotelly schedule run "
            "reprocess-events`."
        )
    return 0


def pause_line(pause: Mapping[str, Any]) -> str:
    """A row of pauses_now in one line."""
    return (
        f"{pause['what']} of {pause['property']} since {pause['begun_at']:%Y-%m-%d %H:%M:%S%z}, "
        f"{_end(pause['until'])}, by {pause['paused_by']}: {pause['reason']} "
        f"({pause['events_waiting']} events wait)"
    )


def _end(until: object) -> str:
    return f"until {until}" if until else "until somebody resumes"


def _answer(options: argparse.Namespace, statement: str, *given: Any) -> dict[str, Any] | None:
    """None, and a sentence, when SQL refuses."""
    with closing(open_records(options.database_url)) as records:
        try:
            [row] = records.rows(statement, *given)
        except pg8000.dbapi.DatabaseError as error:
            fields = error.args[0]
            print(f"hotelly: {fields.get('H') or fields.get('M')}", file=sys.stderr)
            return None
    answer: dict[str, Any] = row["answer"]
    return answer


def _parser() -> argparse.ArgumentParser:
    parser = _common(
        "hotelly pause",
        "Stop what comes in (whatsapp, stripe, leads, events), a kind of step (create-hold, "
        "convert, messages), or all. What comes in gets a 503 and is not stored; events whose step "
        "is paused wait.",
        "Example: hotelly pause convert --reason 'a night is oversold' --for 2h",
    )
    parser.add_argument("what", choices=KINDS)
    parser.add_argument("--reason", required=True, help="for whoever finds it paused")
    parser.add_argument(
        "--for", dest="lasts", metavar="TIME", help="such as 30m, 2h, 1d; until resumed otherwise"
    )
    return parser


def _resume_parser() -> argparse.ArgumentParser:
    parser = _common(
        "hotelly resume",
        "End a pause; without a name every one.",
        "Example: hotelly resume convert",
    )
    parser.add_argument("what", nargs="?", default="all", choices=KINDS)
    return parser


def _common(name: str, description: str, epilog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name, description=description, epilog=epilog)
    parser.add_argument("--property", metavar="ID", help="of this one alone")
    parser.add_argument("--by", default=getpass.getuser(), help="who does it; you")
    add_database_option(parser)
    return parser
