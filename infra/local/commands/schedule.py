"""`hotelly schedule`: the scheduled jobs of the running stack."""

import argparse

from infra.local.commands.addresses import running_stack


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with running_stack() as stack:
        jobs = [stack.run_job(options.job)] if options.action == "run" else stack.jobs()
    for job in jobs:
        name = job["name"].rpartition("/")[2]
        last = job.get("lastAttemptTime", "never")
        print(f"{name:<20}{job['schedule']:<16}next {job['scheduleTime']}  last {last}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly schedule", description="List the scheduled jobs, or run one now."
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="all jobs with their times")
    actions.add_parser("run", help="run a job now").add_argument("job")
    return parser
