"""What `gcloud run services describe` and `gcloud secrets versions access` tell: locally."""

import argparse

from infra.deployment import load_deployment
from infra.local.commands.addresses import running_ports
from infra.local.stack.state import State


def main_url(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly url", description="Print the address of a function of the local stack."
    )
    parser.add_argument(
        "function", nargs="?", default="receive-webhook", choices=load_deployment().functions
    )
    print(f"{running_ports().functions_url}/{parser.parse_args(arguments).function}")
    return 0


def main_secret(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly secret", description="Print a secret of the local stack."
    )
    parser.add_argument("name", choices=sorted(load_deployment().secrets))
    name = parser.parse_args(arguments).name
    print(State.from_environment().secrets([name])[name])
    return 0
