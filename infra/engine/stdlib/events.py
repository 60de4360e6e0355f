"""events.*  https://cloud.google.com/workflows/docs/creating-callback-endpoints"""

from __future__ import annotations

from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function
from infra.engine.stdlib.http_request import METHODS
from infra.engine.stdlib.sys import ONE_YEAR
from infra.engine.values.errors import service_error, value_error
from infra.engine.world.context import Context

TWELVE_HOURS = 43_200.0


@function("events.create_callback_endpoint")
def create_callback_endpoint(
    context: Context, http_callback_method: Any = "POST"
) -> dict[str, str]:
    method = arguments.string(http_callback_method, "http_callback_method")
    if method not in METHODS:
        raise value_error(f"argument 'http_callback_method' must be one of {', '.join(METHODS)}")
    return {"url": context.callbacks.create(method)}


@function("events.await_callback", blocking=True)
async def await_callback(context: Context, callback: Any, timeout: Any = TWELVE_HOURS) -> Any:
    """What arrived: {http_request {body, headers, method, query, url}, received_time, type}."""
    url = arguments.dictionary(callback, "callback").get("url")
    if not isinstance(url, str):
        raise value_error("argument 'callback' must be what events.create_callback_endpoint gave")
    seconds = arguments.seconds(timeout, "timeout", ONE_YEAR)
    try:
        return await context.callbacks.wait(url, seconds)
    except TimeoutError as error:
        raise service_error("TimeoutError", "no callback arrived in time") from error
