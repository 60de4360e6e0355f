"""http.*  https://cloud.google.com/workflows/docs/reference/stdlib/http/request"""

from __future__ import annotations

from typing import Any

from infra.engine.stdlib import http_request, http_response
from infra.engine.stdlib.function import CONSTANTS, FUNCTIONS, function
from infra.engine.stdlib.retry import DEFAULT_BACKOFF
from infra.engine.world.context import Context

DEFAULT_TIMEOUT = 300.0
"""seconds"""


@function("http.get", blocking=True)
async def get(
    context: Context,
    url: Any,
    timeout: Any = DEFAULT_TIMEOUT,
    headers: Any = None,
    query: Any = None,
    auth: Any = None,
    private_service_name: Any = None,
    ca_certificate: Any = None,
) -> dict[str, Any]:
    return await request(
        context, "GET", url, timeout, None, headers, query, auth,
        private_service_name, ca_certificate,
    )  # fmt: skip


@function("http.request", blocking=True)
async def request(
    context: Context,
    method: Any,
    url: Any,
    timeout: Any = DEFAULT_TIMEOUT,
    body: Any = None,
    headers: Any = None,
    query: Any = None,
    auth: Any = None,
    private_service_name: Any = None,
    ca_certificate: Any = None,
) -> dict[str, Any]:
    """The response as {body, code, headers}; HttpError from status 400 on."""
    http_request.refuse_private_network(private_service_name, ca_certificate)
    sent = http_request.build(context.tokens, method, url, timeout, body, headers, query, auth)
    return http_response.as_map(await context.http.send(sent))


def _define(name: str, method: str) -> None:
    """The functions that are http.request with the method given."""

    @function(name, blocking=True)
    async def call(
        context: Context,
        url: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        body: Any = None,
        headers: Any = None,
        query: Any = None,
        auth: Any = None,
        private_service_name: Any = None,
        ca_certificate: Any = None,
    ) -> dict[str, Any]:
        return await request(
            context, method, url, timeout, body, headers, query, auth,
            private_service_name, ca_certificate,
        )  # fmt: skip


for _method in ("POST", "PUT", "PATCH", "DELETE"):
    _define(f"http.{_method.lower()}", _method)


@function("http.default_retry_predicate")
def default_retry_predicate(exception: Any) -> bool:
    """For idempotent targets: 429, 502, 503, 504, and every failure of the connection."""
    return _fails_with(
        exception,
        codes=(429, 502, 503, 504),
        tags=("ConnectionError", "ConnectionFailedError", "TimeoutError"),
    )


@function("http.default_retry_predicate_non_idempotent")
def default_retry_predicate_non_idempotent(exception: Any) -> bool:
    """For other targets: only what says that nothing was done, 429, 503 and no connection."""
    return _fails_with(exception, codes=(429, 503), tags=("ConnectionFailedError",))


def _fails_with(exception: Any, codes: tuple[int, ...], tags: tuple[str, ...]) -> bool:
    if not isinstance(exception, dict) or not isinstance(exception.get("tags"), list):
        return False
    raised = exception["tags"]
    return ("HttpError" in raised and exception.get("code") in codes) or any(
        tag in tags for tag in raised
    )


def _policy(predicate: str) -> dict[str, Any]:
    return {
        "predicate": FUNCTIONS[predicate],
        "max_retries": 5,
        "backoff": DEFAULT_BACKOFF,
    }


CONSTANTS["http.default_retry"] = _policy("http.default_retry_predicate")
CONSTANTS["http.default_retry_non_idempotent"] = _policy(
    "http.default_retry_predicate_non_idempotent"
)
