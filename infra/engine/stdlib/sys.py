"""sys.*  https://cloud.google.com/workflows/docs/reference/stdlib/sys/log"""

from __future__ import annotations

from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function
from infra.engine.stdlib.time import timestamp
from infra.engine.values import json_text
from infra.engine.values.errors import type_error, value_error
from infra.engine.world.context import Context

ONE_YEAR = 31_536_000.0
SEVERITIES = (
    "DEFAULT",
    "DEBUG",
    "INFO",
    "NOTICE",
    "WARNING",
    "ERROR",
    "CRITICAL",
    "ALERT",
    "EMERGENCY",
)


@function("sys.get_env")
def get_env(context: Context, name: Any, default: Any = None) -> str | None:
    fallback = None if default is None else arguments.string(default, "default")
    return context.environment.get(arguments.string(name, "name"), fallback)


@function("sys.log", blocking=True)
async def log(
    context: Context,
    data: Any = None,
    severity: Any = "DEFAULT",
    text: Any = None,
    json: Any = None,
    timeout: Any = None,
) -> None:
    """Writes one of `data` (maps as jsonPayload, the rest as textPayload), `text` or `json`.

    `timeout` is checked and otherwise of no meaning: writing here never waits.
    """
    if timeout is not None:
        arguments.number(timeout, "timeout")
    context.log.sys_log(_payload(data, text, json), _severity(severity))


@function("sys.now")
def now(context: Context) -> float:
    return context.clock.now()


@function("sys.sleep", blocking=True)
async def sleep(context: Context, seconds: Any) -> None:
    await context.clock.sleep(arguments.seconds(seconds, "seconds", ONE_YEAR))


@function("sys.sleep_until", blocking=True)
async def sleep_until(context: Context, time: Any) -> None:
    """Returns at once if `time` has passed; at most a year ahead."""
    remaining = timestamp(arguments.string(time, "time"), "time") - context.clock.now()
    if remaining > ONE_YEAR:
        raise value_error("argument 'time' is more than one year ahead")
    if remaining > 0:
        await context.clock.sleep(remaining)


def _payload(data: Any, text: Any, json: Any) -> Any:
    given = [name for name in (data, text, json) if name is not None]
    if len(given) != 1:
        raise type_error("sys.log: exactly one of 'data', 'text' and 'json' must be given")
    if json is not None:
        return arguments.dictionary(json, "json")
    if isinstance(data, dict):
        return data
    return _as_text(given[0], "text" if data is None else "data")


def _as_text(value: Any, argument: str) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, bool | int | float | list | dict):
        raise arguments.wrong_type(value, argument, "integer, float, bool, string, list or dict")
    try:
        return json_text.encode(value)
    except ValueError as error:
        raise type_error(f"argument '{argument}': {error}") from error


def _severity(severity: Any) -> str:
    name = arguments.string(severity, "severity")
    if name not in SEVERITIES:
        raise value_error(f"argument 'severity' must be one of {', '.join(SEVERITIES)}")
    return name
