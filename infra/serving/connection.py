"""One caller's connection, who may say anything, be it HTTP or not."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from infra.serving.gate import Refuse, protect

IDLE_SECONDS = 30.0
"""for a connection on which no request's head is complete"""
LINGERING_SECONDS = 1.0
"""for the rest of a body that was refused, so that the caller gets to read why"""


class Connection(RequestHandler):
    """aiohttp would answer in plain text, quoting what it could not read, and log a traceback."""

    def __init__(self, refuse: Refuse, server: web.Server, **options: Any) -> None:
        # Not decompressed: a kilobyte of gzip may be a megabyte of work.
        options = {"lingering_time": LINGERING_SECONDS, "auto_decompress": False, **options}
        super().__init__(server, **options)
        self._refuse = refuse

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        self.close()
        if status >= 500:
            refusal = self._refuse(status, "internal_error", "The server failed.")
        else:
            refusal = self._refuse(
                status, "unreadable_request", "This is not a valid HTTP request."
            )
        protect(refusal)
        return refusal

    def log_exception(self, *args: Any, **kwargs: Any) -> None:
        print("a request could not be read or answered", flush=True)
