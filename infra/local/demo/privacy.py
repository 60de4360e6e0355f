"""Looks for guests' personal data and secrets where they must never be: in logs and executions."""

import json
from collections.abc import Iterable, Sequence

from infra.deployment import Deployment
from infra.local.client.caller import Caller


def leaks(planted: Iterable[str], places: Sequence[str]) -> list[str]:
    """Those of `planted` that stand in any of `places`; case does not matter."""
    everything = "\n".join(places).casefold()
    return [text for text in planted if text.casefold() in everything]


def executions(stack: Caller, deployment: Deployment) -> list[str]:
    """What the engine keeps of every execution: argument, result, error."""
    found = [each for name in deployment.workflows for each in stack.executions(name)]
    return [json.dumps(each, ensure_ascii=False) for each in found]


def log_entries(stack: Caller) -> list[str]:
    """What the log store keeps: the functions' lines, workflows' logs and calls."""
    return [json.dumps(each, ensure_ascii=False) for each in stack.log_entries()]
