"""`hotelly schedule`: the scheduled jobs of the running stack."""

import argparse
from collections.abc import Mapping
from typing import Any

from infra.local.commands.addresses import running_stack


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with running_stack() as stack:
        jobs = [stack.run_job(options.job)] if options.action == "run" else stack.jobs()
    for job in jobs:
        name = job["name"].rpartition("/")[2]
        print(f"{name:<20}{job['schedule']:<16}next {job['scheduleTime']}  last {_last(job)}")
    return 1 if any(map(_has_failed, jobs)) else 0


def _last(job: Mapping[str, Any]) -> str:
    if "lastAttemptTime" not in job:
        return "never"
    return f"{job['lastAttemptTime']} {'failed' if _has_failed(job) else 'well'}"


def _has_failed(job: Mapping[str, Any]) -> bool:
    return bool(job.get("status", {}).get("code"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly schedule", description="List the scheduled jobs, or run one now."
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="all jobs with their times")
    actions.add_parser("run", help="run a job now").add_argument("job")
    return parser
