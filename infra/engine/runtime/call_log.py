"""What the call log says of a call step: google.cloud.workflows.type.EngineCallLog in JSON.

Arguments, responses and exceptions are JSON texts, cut where they get long; authorization headers
are left out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.engine.values.errors import Raised
from infra.engine.values.shown import to_json
from infra.engine.values.timestamps import rfc3339
from infra.engine.world.context import Context

Arguments = Mapping[str, Any] | list[Any]

_LONGEST = 16_384
"""characters of a text in the log"""


@dataclass(frozen=True, slots=True)
class FailedCall:
    about: Mapping[str, str]
    """execution, step and callee"""
    details: Mapping[str, str]
    """when it began, what was raised and where"""


async def logged(
    context: Context, step: str, callee: str, arguments: Arguments, call: Awaitable[Any]
) -> Any:
    """Await the call between its two entries."""
    started = _timestamp(context)
    about = {
        "executionId": context.environment.get("GOOGLE_CLOUD_WORKFLOW_EXECUTION_ID", ""),
        "step": step,
        "callee": callee,
    }
    begun = {"activityTime": started, "state": "BEGUN", "begun": _shown(arguments)}
    context.log.call({**about, **begun})
    try:
        result = await call
    except Raised as error:
        origin = error.stack_trace[0].step if error.stack_trace else step
        details = {
            "callStartTime": started,
            "exception": str(error)[:_LONGEST],
            "origin": origin,
        }
        error.failed_call = FailedCall(about, details)
        raised = {"state": "EXCEPTION_RAISED", "exceptionRaised": details}
        context.log.call({**about, "activityTime": _timestamp(context), **raised})
        raise
    response = {"callStartTime": started, "response": _text(result)}
    done = {"state": "SUCCEEDED", "succeeded": response}
    context.log.call({**about, "activityTime": _timestamp(context), **done})
    return result


def exception_handled(context: Context, error: Raised) -> None:
    """Say that an `except` has dealt with `error`, if it came out of a call step."""
    if isinstance(error.failed_call, FailedCall):
        failed = error.failed_call
        handled = {"state": "EXCEPTION_HANDLED", "exceptionHandled": failed.details}
        context.log.call({**failed.about, "activityTime": _timestamp(context), **handled})


def _shown(arguments: Arguments) -> dict[str, Any]:
    if isinstance(arguments, list):
        return {"args": [{"argument": _text(value)} for value in arguments]}
    return {"namedArgs": redacted(arguments)}


def _text(value: Any) -> str:
    return to_json(redacted(value))[:_LONGEST]


def redacted(value: Any) -> Any:
    """The value without what proves who is calling."""
    if isinstance(value, list):
        return [redacted(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: "[REDACTED]" if key.lower() == "authorization" else redacted(item)
        for key, item in value.items()
    }


def _timestamp(context: Context) -> str:
    return rfc3339(context.clock.now())
