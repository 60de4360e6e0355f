"""What the gateway itself refuses: in the functions' form of errors, without a word of the request.

aiohttp would answer in plain text, quoting what it could not read, and log it with a traceback.
"""

from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from aiohttp.web_protocol import RequestHandler

CODES = {404: "unknown_function", 405: "method_not_allowed", 413: "body_too_large"}


class Connection(RequestHandler):
    """A caller's connection, who may say anything, be it HTTP or not."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        self.close()
        return refusal(status, "unreadable_request", "This is not a valid HTTP request.")

    def log_exception(self, *args: Any, **kwargs: Any) -> None:
        print("a request could not be read", flush=True)


@web.middleware
async def in_one_form(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers what aiohttp refuses, and a body that breaks off, in the functions' form."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return refusal(error.status, CODES.get(error.status, "refused"), f"{error.reason}.")
    except (web.RequestPayloadError, ConnectionError):
        return refusal(400, "unreadable_request", "The body could not be read.")


def refusal(status: int, code: str, message: str) -> web.Response:
    return web.json_response(
        {"error": {"code": code, "message": message, "details": []}}, status=status
    )
