"""The gateway's HTTP server: routes to the functions, and demands identity tokens for private ones.

In the cloud Cloud Run's IAM does this in front of each function. The answers are of the same kind:
401 without a token, 403 with one that was not made for this function.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from pathlib import Path
from secrets import token_hex

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware
from multidict import CIMultiDict
from yarl import URL

from infra.deployment import Function
from infra.engine.world.tokens import SigningKey
from infra.local.gateway.bearers import Bearers
from infra.local.gateway.refusals import in_one_form, refusal
from infra.serving.gate import LOOPBACK, Gate, host_names

TIME_LIMIT = 60.0
"""seconds a function has for one request"""
LARGEST_BODY = 32 * 1024**2
"""bytes, the limit of Cloud Run for HTTP/1 requests; each function has a smaller one of its own"""
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"}
NOT_FORWARDED = HOP_BY_HOP | {"content-length", "expect"}


class Front:
    """Forwards `/<function-name>/<path>` to that function's socket as `/<path>`.

    `public_urls` are the addresses under which callers know the gateway; an identity token must be
    made for one of them followed by the function's name, and for one of the accounts `callers`.
    `hosts` are further names by which it is called.
    """

    def __init__(
        self,
        functions: Mapping[str, Function],
        sockets: Mapping[str, Path],
        key: SigningKey,
        public_urls: Sequence[str],
        callers: Collection[str],
        hosts: frozenset[str] = frozenset(),
    ) -> None:
        self._functions = functions
        self._sockets = sockets
        self._bearers = Bearers(key.verify, public_urls)
        self._callers = callers
        self._sessions: dict[str, aiohttp.ClientSession] = {}
        # The body waits until the caller is known to be allowed to send one.
        names = LOOPBACK | host_names(public_urls) | hosts
        self.gate = Gate(refusal, names, LARGEST_BODY, reads_ahead=False)

    def app(self, *middlewares: Middleware) -> web.Application:
        app = web.Application(middlewares=[*middlewares, in_one_form])
        app.router.add_get("/", self._list)
        app.router.add_route("*", "/{function}", self._call)
        app.router.add_route("*", "/{function}/{path:.*}", self._call)
        app.cleanup_ctx.append(self._connections)
        return app

    async def _connections(self, _: web.Application) -> AsyncIterator[None]:
        for name, path in self._sockets.items():
            self._sessions[name] = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(str(path), limit=0),
                timeout=aiohttp.ClientTimeout(total=TIME_LIMIT),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        yield
        await asyncio.gather(*(session.close() for session in self._sessions.values()))

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response({"functions": sorted(self._functions)})

    async def _call(self, request: web.Request) -> web.Response:
        name = request.match_info["function"]
        function = self._functions.get(name)
        if function is None:
            return refusal(404, "unknown_function", "No function has this name.")
        if not function.public and (refused := self._refusal(name, request)):
            return refused
        try:
            return await self._forward(name, request)
        except TimeoutError:
            return refusal(504, "function_timeout", "The function did not answer in time.")
        except aiohttp.ClientError:
            return refusal(503, "function_unavailable", "The function broke off. Try again.")

    def _refusal(self, name: str, request: web.Request) -> web.Response | None:
        """Why the caller may not call the private function `name`; None if it may."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return refusal(401, "unauthenticated", "This function demands an identity token.")
        caller = self._bearers.account(name, token.strip())
        if caller is None:
            return refusal(403, "forbidden", "The identity token was not made for this function.")
        if caller not in self._callers:
            return refusal(403, "forbidden", "This account may not call this function.")
        return None

    async def _forward(self, name: str, request: web.Request) -> web.Response:
        body = await self.gate.body(request)
        target = request.raw_path.removeprefix(f"/{name}")
        async with self._sessions[name].request(
            request.method,
            URL(
                f"http://function{target if target.startswith('/') else f'/{target}'}", encoded=True
            ),
            headers=_request_headers(request),
            data=body or None,
            allow_redirects=False,
        ) as response:
            content = await response.read()
            return web.Response(
                status=response.status, headers=_end_to_end(response.headers), body=content
            )


def _request_headers(request: web.Request) -> CIMultiDict[str]:
    """The caller's headers and address, and a trace for the request when it came without one."""
    headers = _end_to_end(request.headers)
    seen = [headers.get("X-Forwarded-For"), request.remote]
    headers["X-Forwarded-For"] = ", ".join(filter(None, seen))
    headers.setdefault("traceparent", f"00-{token_hex(16)}-{token_hex(8)}-01")
    return headers


def _end_to_end(headers: Mapping[str, str]) -> CIMultiDict[str]:
    """`headers` without those that belong to one connection (RFC 9110, 7.6.1)."""
    return CIMultiDict(
        (name, value) for name, value in headers.items() if name.lower() not in NOT_FORWARDED
    )
