"""`hotelly erase` and `hotelly export`: what is kept of one person."""

import argparse
import getpass
import json
import sys
from contextlib import closing
from typing import Any

from infra.local.commands.addresses import running_stack
from infra.local.commands.database import add_database_option, open_records

CONTACT = "of a contact, hold or lead the id; or a phone, an e-mail, or what WhatsApp calls them"


def main_erase(arguments: list[str]) -> int:
    options = _erase_parser().parse_args(arguments)
    contact_id = _contact_id(options, options.contact)
    if contact_id is None:
        return 1
    who = {
        "contact_id": contact_id,
        "by": options.by or getpass.getuser(),
        "dry_run": options.dry_run,
    }
    with running_stack() as stack:
        answer = stack.run("erase-contact", who)
    if answer.get("state") != "SUCCEEDED":
        print(f"hotelly erase: {answer.get('error', {}).get('payload')}", file=sys.stderr)
        return 1
    result = json.loads(answer["result"])
    print("\n".join(_told(result)))
    return 1 if result["outcome"] == "refused" and not options.dry_run else 0


def main_export(arguments: list[str]) -> int:
    options = _export_parser().parse_args(arguments)
    contact_id = _contact_id(options, options.contact)
    if contact_id is None:
        return 1
    with closing(open_records(options.database_url)) as records:
        [row] = records.rows("select export_contact(%s::uuid) as kept", contact_id)
    print(json.dumps(row["kept"], ensure_ascii=False, indent=1))
    return 0


def _contact_id(options: argparse.Namespace, given: str) -> str | None:
    """None, and a sentence, when nobody is meant."""
    with closing(open_records(options.database_url)) as records:
        [row] = records.rows("select find_contact(%s)::text as id", given)
    if row["id"] is None:
        print("hotelly: no contact is known by this", file=sys.stderr)
    contact_id: str | None = row["id"]
    return contact_id


def _told(result: dict[str, Any]) -> list[str]:
    if result["outcome"] == "refused":
        reasons = result["reasons"]
        return ["refused:", *(f"  {each['reason']}: {', '.join(each['ids'])}" for each in reasons)]
    contacts, events = len(result["contact_ids"]), result["events"]
    verb = "would be erased" if result["outcome"] == "counted" else "erased"
    return [f"{verb}: contacts {contacts}, payloads {events}, messages {result['messages']}"]


def _erase_parser() -> argparse.ArgumentParser:
    parser = _common(
        "hotelly erase",
        "Take a person's names, addresses, words and payloads out of every table; stays and money "
        "remain, without the person. Refused while a stay, money or an event of theirs is open.",
    )
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--dry-run", action="store_true", help="only say what would be done")
    how.add_argument("--by", metavar="NAME", help="do it; who does")
    return parser


def _export_parser() -> argparse.ArgumentParser:
    return _common("hotelly export", "Print all that is kept of a person, as JSON.")


def _common(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument("contact", metavar="CONTACT", help=CONTACT)
    add_database_option(parser)
    return parser
