"""`hotelly trigger`: send a sample webhook or event to the running stack."""

import argparse

from infra.local.client.samples import SAMPLES
from infra.local.commands.addresses import running_stack


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        sample = SAMPLES[options.event]().changed(options.set)
    except ValueError as error:
        _parser().error(str(error))
    with running_stack() as stack:
        answer = stack.post(sample.path, sample.body)
    print(f"POST {sample.path} -> {answer.status_code} {answer.text.strip()}")
    return 0 if answer.is_success else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly trigger",
        description="Send a sample webhook or event to the running stack, and print the answer.",
        epilog="Example: hotelly trigger hold_requested --set payload.check_in=2027-01-10 "
        "--set payload.check_out=2027-01-12",
    )
    parser.add_argument("event", choices=SAMPLES, metavar="EVENT", help=", ".join(SAMPLES))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="change the sample, as in payload.adults=3 or lead_id=…; may be repeated",
    )
    return parser
