"""`hotelly payment`: money that is no stay, and what a person decides about it."""

import argparse
import sys
from contextlib import closing
from typing import Any

from infra.local.client.records import Records
from infra.local.commands.addresses import running_stack
from infra.local.commands.database import add_database_option, open_records
from infra.local.commands.sql import table

DECISIONS = ("refund", "rebook", "close")
SHOWN = {
    "payment": """select id, status, reason, amount_cents, currency, received_cents,
        received_currency, refunded_cents, closed_by, closed_why, provider_object_id,
        payment_intent, hold_id, correlation_id from payments where id = %s""",
    "book": "select * from money_book() where payment_id = %s",
    "refunds": """select id, status, amount_cents, error, requested_by, why, provider_object_id,
        created_at from refunds where payment_id = %s order by created_at""",
    "disputes": """select provider_object_id, status, reason, amount_cents from disputes
        where payment_id = %s order by created_at""",
    "tasks": """select id, kind, opened_at, closed_at, closed_by, outcome from tasks
        where subject = %s or detail->>'payment_id' = %s order by opened_at""",
}


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    if options.what in DECISIONS:
        return _decide(options)
    with closing(open_records(options.database_url)) as records:
        return _list(records) if options.what == "list" else _show(records, options.payment_id)


def _list(records: Records) -> int:
    print("\n".join(table(records.payments_without_reservation())))
    return 0


def _show(records: Records, payment_id: str) -> int:
    for name, query in SHOWN.items():
        rows = records.rows(query, *[payment_id] * query.count("%s"))
        print(f"{name}:", *(table(rows) if rows else ["-"]), sep="\n")
    return 0


def _decide(options: argparse.Namespace) -> int:
    payload: dict[str, Any] = {
        "payment_id": options.payment_id,
        "decision": options.what,
        "by": options.by,
        "dry_run": options.dry_run,
    }
    if options.why:
        payload["why"] = options.why
    if getattr(options, "amount_cents", None):
        payload["amount_cents"] = options.amount_cents
    with running_stack() as stack:
        answer = stack.run("resolve-payment", payload)
    if answer.get("state") != "SUCCEEDED":
        print(f"hotelly payment: {answer.get('error', {}).get('payload')}", file=sys.stderr)
        return 1
    print(answer.get("result"))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly payment",
        description="List money that is no stay, show one payment, or decide about it.",
        epilog="Example: hotelly payment refund 2f0c… --by Rita --why 'arrived too late' --dry-run",
    )
    commands = parser.add_subparsers(dest="what", required=True)
    add_database_option(commands.add_parser("list", help="money that is no stay"))
    show = commands.add_parser("show", help="a payment with its refunds, disputes and tasks")
    show.add_argument("payment_id")
    add_database_option(show)
    for decision in DECISIONS:
        command = commands.add_parser(decision, help=_HELP[decision])
        command.add_argument("payment_id")
        command.add_argument("--by", required=True, help="who decided")
        command.add_argument("--why", help="why")
        command.add_argument("--dry-run", action="store_true", help="only say what would happen")
        if decision == "refund":
            command.add_argument("--amount-cents", type=int, help="a part of it; all that is left")
    return parser


_HELP = {
    "refund": "give it back at Stripe, and tell the guest",
    "rebook": "give it its rooms after all, if they are free",
    "close": "it was settled elsewhere: no open task any more",
}
