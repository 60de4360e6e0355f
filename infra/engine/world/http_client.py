"""`Http` over aiohttp: one session, connections reused, no bound on the calls in flight."""

from __future__ import annotations

from functools import lru_cache
from types import TracebackType
from typing import Self

import aiohttp

from infra.engine.values.errors import (
    ResourceLimitError,
    WorkflowError,
    service_error,
    timed_out,
    value_error,
)
from infra.engine.world.context import HttpRequest, HttpResponse

MAX_RESPONSE_BYTES = 2 * 1024 * 1024
MAX_REDIRECTS = 10
KEEP_ALIVE_SECONDS = 1.5
"""below gunicorn's two, so that no POST is written to a connection its server is just closing"""

_NO_CONTENT_TYPE = ("Content-Type",)
"""for requests without a body, to which aiohttp would add a type of its own"""


class AiohttpHttp:
    """Sends the HTTP requests of every execution of this process.

    The session is opened by the first request, on the running event loop. `close()` it, or use it
    in `async with`.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Redirects are followed; whatever status arrives in the end is an answer, not an error.

        Raises WorkflowError tagged TimeoutError, ConnectionFailedError (never connected),
        ConnectionError (broke later) or ValueError (URL), and ResourceLimitError for a response
        above 2 MB.
        """
        try:
            return await self._exchange(request)
        except TimeoutError as error:
            raise timed_out() from error
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise value_error("the URL of the HTTP request is invalid") from error
        except aiohttp.ClientConnectorError as error:
            raise _not_connected(error) from error
        except aiohttp.TooManyRedirects as error:
            raise service_error("ConnectionError", "too many redirects") from error
        except (aiohttp.ClientError, ConnectionError) as error:
            raise service_error(
                "ConnectionError", "connection broke before the response was complete"
            ) from error

    async def _exchange(self, request: HttpRequest) -> HttpResponse:
        async with self._open_session().request(
            request.method,
            request.url,
            data=request.body,
            headers=request.headers,
            timeout=_total(request.timeout),
            max_redirects=MAX_REDIRECTS,
            skip_auto_headers=None if request.body else _NO_CONTENT_TYPE,
        ) as response:
            body = await _read_limited(response)
            return HttpResponse(response.status, _joined_headers(response), body)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),  # executions share nothing
            )
        return self._session


@lru_cache(maxsize=64)
def _total(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds)


async def _read_limited(response: aiohttp.ClientResponse) -> bytes:
    if (response.content_length or 0) > MAX_RESPONSE_BYTES:
        raise _too_large()
    body = b""
    while not response.content.at_eof():
        body += await response.content.readany()
        if len(body) > MAX_RESPONSE_BYTES:
            raise _too_large()
    return body


def _joined_headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Names in canonical case (`Content-Type`); repeated headers joined (RFC 9110, section 5.2)."""
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        name = name.title()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _not_connected(error: aiohttp.ClientConnectorError) -> WorkflowError:
    address = f"{error.host}:{error.port}"
    return service_error("ConnectionFailedError", f"no connection to {address}: {error.strerror}")


def _too_large() -> ResourceLimitError:
    return ResourceLimitError(f"the HTTP response is larger than {MAX_RESPONSE_BYTES} bytes")
