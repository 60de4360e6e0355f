"""`hotelly doctor`: what is wrong with an installation, in the words of the runbook."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import httpx

from infra.deployment import Deployment, load_deployment
from infra.gcp import doctor
from infra.gcp.doctor import Finding
from infra.gcp.place import load_place
from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.commands.addresses import running_ports
from infra.local.commands.database import add_database_option, address
from infra.local.stack.postgres import EmbeddedPostgres
from infra.local.stack.state import State
from infra.migrate import SQL_FOLDER


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    deployment = load_deployment()
    try:
        if options.project:
            found = list(doctor.examine(deployment, load_place(options.project)))
        else:
            found = list(_local(deployment))
        if options.database_url or not options.project:
            found += _database(options.database_url)
    except FileNotFoundError as error:
        sys.exit(f"hotelly doctor: {error.filename} is missing")
    except subprocess.CalledProcessError as error:
        sys.exit(f"hotelly doctor: {error.stderr.strip()}")
    for section, sentence in sorted(found):
        print(f"runbook {section:>2}: {sentence}")
    print("" if found else "all is well", end="" if found else "\n")
    return 1 if found else 0


def _local(deployment: Deployment) -> Iterator[Finding]:
    """Of the stack that `hotelly up` runs."""
    secrets = State.from_environment().secrets(deployment.secrets)
    with closing(Caller(running_ports(), secrets)) as caller:
        ports = caller.ports
        for part, url in {
            "functions": f"{ports.functions_url}/receive-webhook/health",
            "engine": ports.engine_url,
            "Stripe": ports.stripe_url,
            "WhatsApp": ports.whatsapp_url,
            "Meta": ports.meta_url,
        }.items():
            if not _answers(url):
                yield 4, f"{part}: no answer at {url}: `hotelly up`"
        if not _answers(f"{ports.scheduler_url}/"):
            yield 7, f"scheduler: no answer at {ports.scheduler_url}: `hotelly up`"
            return
        for job in caller.jobs():
            if job["state"] != "ENABLED":
                yield 7, f"the job {job['name'].rpartition('/')[2]} is {job['state']}"


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code < 500
    except httpx.TransportError:
        return False


def _database(url: str | None) -> Iterator[Finding]:
    """What the database knows of itself: its migrations, and the findings of `diagnose`."""
    if url is None and not EmbeddedPostgres(State.from_environment().postgres).is_ready():
        yield 10, "the database does not run: `hotelly up`"
        return
    try:
        with closing(Records(address(url))) as records:
            applied = {row["name"] for row in records.rows("select name from schema_migrations")}
            (answer,) = records.rows("select diagnose() as findings")
    except Exception as error:  # the driver's, the connector's, or those of Google's credentials
        yield 10, f"the database does not answer, or not to this login: {type(error).__name__}"
        return
    missing = {path.stem for path in SQL_FOLDER.glob("migrations/*.sql")} - applied
    if missing:
        yield 11, f"{len(missing)} migrations were not applied: `hotelly migrate --dry-run`"
    for finding in answer["findings"]:
        yield (
            SECTIONS[finding["check"]],
            f"{finding['severity']} {finding['check']}: {finding['count']}",
        )


SECTIONS = {
    "payments_without_reservation": 5,
    "refunds_stuck": 5,
    "money_unexplained": 5,
    "sweep_behind": 5,
    "messages_failed": 6,
    "find_stuck_holds": 7,
    "reconcile_ari_vs_holds": 8,
    "nights_short": 8,
    "events_failing": 9,
    "events_out_of_attempts": 9,
    "events_unfinished": 9,
    "reprocess_candidates": 9,
    "pause_without_end": 13,
    "tasks_open": 14,
}
"""of the runbook, by the check of diagnose"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly doctor",
        description="Say what is wrong with an installation, and which section of the runbook "
        "tells what to do: the local stack, or a project on Google Cloud by gcloud.",
    )
    parser.add_argument("--project", default=os.environ.get("PROJECT"))
    add_database_option(parser)
    return parser
