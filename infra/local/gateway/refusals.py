"""What the gateway itself refuses: in the form of the functions' errors, without a word of the
request.
"""

from aiohttp import web
from aiohttp.typedefs import Handler

CODES = {404: "unknown_function", 405: "method_not_allowed", 413: "body_too_large"}


@web.middleware
async def in_one_form(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers what aiohttp refuses in the functions' form."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return refusal(error.status, CODES.get(error.status, "refused"), f"{error.reason}.")


def refusal(status: int, code: str, message: str) -> web.Response:
    return web.json_response(
        {"error": {"code": code, "message": message, "details": []}}, status=status
    )
