"""The running stack that a command speaks to."""

from contextlib import AbstractContextManager, closing

from infra.deployment import load_deployment
from infra.local.addresses import Ports
from infra.local.caller import Caller
from infra.local.state import State


def running_stack() -> AbstractContextManager[Caller]:
    """The stack at the default ports, or those that the environment names."""
    secrets = State.from_environment().secrets(load_deployment().secrets)
    return closing(Caller(Ports.from_environment(), secrets))
