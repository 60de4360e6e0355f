"""What a request has to be before an application sees it; one budget of bytes and seconds.

A server of this machine has no secret for much of what it offers, so it must not be reached by the
pages that its user happens to visit. A page can send requests to any address, and by a name that
its owner lets point here it can read the answers as well (DNS rebinding): hence the allow-list of
names, the check of the site, and JSON that has to call itself so, which no form can.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from infra.serving.cross_site import is_cross_site

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
Refuse = Callable[[int, str, str], web.Response]
"""status, a code in snake_case, a sentence; the answer in the form of the server's own errors"""

LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
REPEATABLE = frozenset(
    (
        *("accept", "accept-encoding", "accept-language", "cache-control", "cookie", "te"),
        *("forwarded", "trailer", "via", "x-forwarded-for"),
    )
)
"""headers whose values are a list; any other one given twice means two things to two readers"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""of every answer that does not say otherwise"""


class Refused(Exception):
    """The request is not for the application; the text is the sentence for the caller."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Gate:
    """Lets pass what is meant for this server and within the budget.

    `reads_ahead=False` leaves the body to the application, which then asks `body` for it.
    """

    refuse: Refuse
    hosts: frozenset[str] = LOOPBACK
    largest_body: int = 1024 * 1024
    """bytes"""
    body_seconds: float = 10.0
    """for all of a body to arrive"""
    reads_ahead: bool = True

    def before(self, answer: Answer) -> Answer:
        """`answer`, for those requests that pass."""

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            request = request.clone(client_max_size=self.largest_body)
            try:
                self._check(request)
                if self.reads_ahead:
                    await self.body(request)
                response = await answer(request)
            except Refused as refused:
                response = self.refuse(refused.status, refused.code, str(refused))
                response.force_close()
            except web.HTTPException as error:
                protect(error)
                raise
            protect(response)
            return response

        return handle

    async def body(self, request: web.BaseRequest) -> bytes:
        """The whole body, which is kept for whoever reads it next. Raises Refused."""
        try:
            async with asyncio.timeout(self.body_seconds):
                return await request.read()
        except TimeoutError:
            sentence = f"The body did not arrive within {self.body_seconds:.0f} seconds."
            raise Refused(408, "body_too_slow", sentence) from None
        except web.HTTPRequestEntityTooLarge:
            raise self._too_large() from None
        except (RequestPayloadError, ConnectionError):
            raise Refused(400, "unreadable_request", "The body could not be read.") from None

    def _check(self, request: web.BaseRequest) -> None:
        _one_value_a_header(request)
        if _host_name(request.headers.get("Host", "")) not in self.hosts:
            raise Refused(403, "unknown_host", "This server is not called by that name.")
        if request.method not in SAFE and is_cross_site(request.headers, request.host):
            raise Refused(403, "cross_site", "Pages of other sites may not call this.")
        if request.headers.get("Expect", "100-continue").lower() != "100-continue":
            raise Refused(417, "unknown_expectation", "Expect takes 100-continue and nothing else.")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refused(415, "encoded_body", "Send the body as it is: no Content-Encoding.")
        if (request.content_length or 0) > self.largest_body:
            raise self._too_large()

    def _too_large(self) -> Refused:
        return Refused(
            413, "body_too_large", f"The body may have at most {self.largest_body} bytes."
        )


def host_names(urls: Iterable[str]) -> frozenset[str]:
    """The names in `urls`, for a gate that is known by more than those of this machine."""
    return frozenset(name for url in urls if (name := urlsplit(url).hostname))


def demand_json(request: web.BaseRequest) -> None:
    """Raises Refused for a body that does not call itself JSON: that is what a form can send."""
    if request.body_exists and request.content_type != "application/json":
        raise Refused(415, "not_json", "Content-Type must be application/json.")


def _one_value_a_header(request: web.BaseRequest) -> None:
    seen: set[str] = set()
    for given, _ in request.headers.items():
        name = given.lower()
        if name in seen and name not in REPEATABLE:
            raise Refused(400, "repeated_header", "A header of the request is given twice.")
        seen.add(name)


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def protect(response: web.StreamResponse) -> None:
    """Add those of HEADERS that the answer does not bring itself."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
