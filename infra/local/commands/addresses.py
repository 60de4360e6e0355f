"""The running stack that a command speaks to."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx

from infra.deployment import load_deployment
from infra.local.client.caller import Caller
from infra.local.stack.addresses import Ports
from infra.local.stack.state import State


def running_ports() -> Ports:
    """Where the stack listens: as the environment says, else as `hotelly up` was started last."""
    return State.from_environment().ports().changed_by_environment()


@contextmanager
def running_stack() -> Iterator[Caller]:
    """The running stack; exits with a sentence when it does not answer or refuses."""
    secrets = State.from_environment().secrets(load_deployment().secrets)
    with closing(Caller(running_ports(), secrets)) as caller:
        try:
            yield caller
        except httpx.TransportError as error:
            url = error.request.url
            sys.exit(f"Nothing answers at {url.host}:{url.port}: start the stack by `hotelly up`.")
        except httpx.HTTPStatusError as error:
            sys.exit(f"Refused with {error.response.status_code}: {_message(error.response)}")


def _message(response: httpx.Response) -> str:
    """The sentence in an error of Google's form, or whatever stands there instead."""
    try:
        return str(response.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return response.text
