"""`hotelly demo`: the main job of the system from start to end, told as a story."""

import argparse
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx

from infra.deployment import load_deployment
from infra.local.client.caller import Caller
from infra.local.client.log_lines import brief
from infra.local.client.records import Records
from infra.local.client.samples import lead, message
from infra.local.client.trace import lines
from infra.local.client.waiting import TookTooLong
from infra.local.demo import chats
from infra.local.demo.guests import GUESTS, Hotel
from infra.local.demo.lead import Pipeline
from infra.local.demo.privacy import executions, leaks, log_entries
from infra.local.demo.story import Story, Untrue
from infra.local.stack.addresses import FREE_PORTS
from infra.local.stack.processes import StartFailed
from infra.local.stack.stack import Stack
from infra.local.stack.state import State


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    started = time.monotonic()
    story = Story()
    with tempfile.TemporaryDirectory(prefix="hotelly-") as folder:
        log: list[str] = []
        try:
            counted = _tell(story, Path(folder), log)
        except (Untrue, TookTooLong, StartFailed, httpx.HTTPError) as error:
            print(f"\n  ✗ {error}\n\nThe last that the programs said:", file=sys.stderr)
            print("\n".join(_last_lines(log)), file=sys.stderr)
            return 1
    counted["seconds"] = round(time.monotonic() - started, 1)
    print(
        f"\nAll {story.claims} claims hold, {counted['seconds']} seconds. Nothing is left running."
    )
    if options.json:
        options.json.write_text(json.dumps(counted, indent=1) + "\n")
    return 0


def _tell(story: Story, folder: Path, log: list[str]) -> dict[str, Any]:
    """The whole story, on a stack of its own in `folder`; what was counted. What the programs print
    is appended to `log`."""
    story.chapter("Hotelly Control Tower, all of it on this machine")
    with ExitStack() as resources:
        stack = resources.enter_context(
            Stack(State(folder), FREE_PORTS, lambda _, line: log.append(line))
        )
        caller = resources.enter_context(closing(Caller(stack.ports, stack.secrets)))
        records = resources.enter_context(closing(Records(stack.database_url)))
        deployment = load_deployment()
        story.tell(
            f"Running: {len(deployment.functions)} functions, {len(deployment.workflows)} "
            "workflows, Postgres, a scheduler, stand-ins for Stripe and WhatsApp."
        )
        hotel = Hotel(caller, records, story)
        journeys = {
            **chats.Chats(hotel).tell(),
            **hotel.tell(),
            **Pipeline(caller, records, story).tell(),
        }
        _tell_timelines(story, records, journeys)
        return _count(story, caller, records, stack.secrets, [*log])


def _tell_timelines(story: Story, records: Records, journeys: dict[str, str]) -> None:
    for title, correlation_id in journeys.items():
        story.chapter(f"The journey of {title} (correlation_id {correlation_id})")
        rows = records.trace(correlation_id)
        print("\n".join(f"  {line}" for line in lines(rows)))


def _count(
    story: Story,
    caller: Caller,
    records: Records,
    secrets: dict[str, str],
    log: list[str],
) -> dict[str, Any]:
    story.chapter("What is left behind")
    ran = executions(caller, load_deployment())
    entries = log_entries(caller)
    planted = [*_personal_data(), *secrets.values()]
    found = leaks(planted, [*log, *entries, *ran])
    story.claim(
        f"none of {len(planted)} names, phones, e-mails, texts and secrets is in {len(log)} log "
        f"lines, {len(entries)} log entries or {len(ran)} executions",
        log and entries and ran and not found,
    )
    drift = records.rows("select * from reconcile_ari_vs_holds()")
    story.claim("the inventory agrees with holds and reservations, night by night", not drift)
    return {
        "claims": story.claims,
        "executions": len(ran),
        "log_lines": len(log),
        "leaks": len(found),
        **{table: records.count(table) for table in TABLES},
        "payments_needing_a_person": len(records.payments_without_reservation()),
    }


TABLES = (
    *("events", "holds", "payments", "reservations", "messages", "outbox_events"),
    *("leads", "conversations", "pipeline", "projects", "obras"),
)


def _personal_data() -> list[str]:
    """Everything about people that came in, in each spelling that the system knows."""
    people = (*GUESTS, *chats.GUESTS)
    guests = [text for guest in people for text in (guest.name, guest.email, guest.phone[1:])]
    body = lead().body
    said = message().body["data"]
    return [
        *guests,
        *(guest.phone[3:] for guest in people),
        *(body["name"], body["email"], body["phone"]),
        *(said["message"]["conversation"], said["key"]["remoteJid"].partition("@")[0]),
        *("/c/pay/", chats.FIRST_WORDS),
    ]


def _last_lines(log: list[str]) -> list[str]:
    return [short for line in log if (short := brief(line)) is not None][-30:]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly demo",
        description="Run the main job from start to end on a stack of its own, on free ports, "
        "and check every claim. Status 1 when one does not hold.",
    )
    parser.add_argument(
        "--json",
        type=Path,
        default=os.environ.get("DEMO_JSON") or None,
        metavar="FILE",
        help="write what was counted to FILE; default: DEMO_JSON",
    )
    return parser
