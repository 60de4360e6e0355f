"""The endpoints of Evolution API v2 that the hotel uses: https://doc.evolution-api.com/v2"""

import hmac
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Middleware
from pydantic import BaseModel, ValidationError

from infra.local.standins.faults import FaultInjector, Handler
from infra.local.standins.whatsapp.jid import jid_of
from infra.local.standins.whatsapp.messages import FindMessages, Mailbox, Message, SendText

MAILBOX = web.AppKey("mailbox", Mailbox)
FAULTS = web.AppKey("faults", FaultInjector)

Body = TypeVar("Body", bound=BaseModel)

_REASONS = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}


@dataclass
class Account:
    """What the telephone behind the API is like."""

    fault: str | None = None
    """what every text is answered with, as `Error: Connection Closed`"""
    nobody: list[str] = field(default_factory=list)
    """JIDs of numbers without WhatsApp"""


ACCOUNT = web.AppKey("account", Account)


class Refusal(Exception):
    """A refused request, answered in Evolution's form `{status, error, response: {message}}`."""

    def __init__(self, status: int, message: str | Sequence[object]) -> None:
        super().__init__(status)
        body = {"status": status, "error": _REASONS[status], "response": {"message": message}}
        self.response = web.json_response(body, status=status)


async def send_text(request: web.Request) -> web.StreamResponse:
    """201 means taken over, not delivered: the status of the message is PENDING."""
    return await request.app[FAULTS].run(request, _send_text)


async def _send_text(request: web.Request) -> web.StreamResponse:
    asked = await _body(request, SendText)
    account = request.app[ACCOUNT]
    if account.fault:
        raise Refusal(400, [account.fault])
    if (jid := jid_of(asked.number)) in account.nobody:
        raise Refusal(400, [{"jid": jid, "exists": False, "number": asked.number}])
    message = request.app[MAILBOX].send(request.match_info["instance"], asked)
    return web.json_response(message.model_dump(), status=201)


async def find_messages(request: web.Request) -> web.Response:
    """One page of the instance's messages, newest first."""
    asked = await _body(request, FindMessages)
    messages = request.app[MAILBOX].of(request.match_info["instance"])
    found = [each for each in messages if asked.where.takes(each)][::-1]
    first = (asked.page - 1) * asked.offset
    return web.json_response(
        {
            "messages": {
                "total": len(found),
                "pages": math.ceil(len(found) / asked.offset),
                "currentPage": asked.page,
                "records": [_record(each) for each in found[first : first + asked.offset]],
            }
        }
    )


ROUTES = [
    web.post("/message/sendText/{instance}", send_text),
    web.post("/chat/findMessages/{instance}", find_messages),
]


def guard(api_key: str, instances: Collection[str]) -> Middleware:
    """Lets the API's requests pass that carry the key and name an instance there is."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        instance = request.match_info.get("instance")
        if instance is None:
            return await handler(request)
        try:
            if not hmac.compare_digest(
                request.headers.get("apikey", "").encode(), api_key.encode()
            ):
                raise Refusal(401, "Unauthorized")
            if instance not in instances:
                raise Refusal(404, [f'The "{instance}" instance does not exist'])
            return await handler(request)
        except Refusal as refusal:
            return refusal.response

    return middleware


async def _body(request: web.Request, model: type[Body]) -> Body:
    try:
        return model.model_validate_json(await request.read())
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)
        paths = [".".join(map(str, each["loc"])) or "body" for each in wrong]
        raise Refusal(
            400, [f"{path}: {each['msg']}" for path, each in zip(paths, wrong, strict=True)]
        ) from None


def _record(message: Message) -> dict[str, object]:
    """The message as it is stored: with an id of its own, and its status as updates."""
    stored = message.model_dump(exclude={"status"})
    return {"id": message.key.id.lower(), **stored, "MessageUpdate": [{"status": message.status}]}
