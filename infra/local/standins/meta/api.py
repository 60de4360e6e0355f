"""The parts of the Graph API that the hotel uses: messages of a number, leads of a form.

https://developers.facebook.com/docs/graph-api/guides/error-handling
"""

import hmac
import json
from collections.abc import Collection
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Middleware
from pydantic import ValidationError

from infra.local.standins.faults import FaultInjector, Handler
from infra.local.standins.meta.leads import Leads
from infra.local.standins.meta.messages import Mailbox, Message, SendMessage
from infra.local.standins.meta.webhooks import Webhooks

MAILBOX = web.AppKey("mailbox", Mailbox)
LEADS = web.AppKey("leads", Leads)
FAULTS = web.AppKey("faults", FaultInjector)
WEBHOOKS = web.AppKey("webhooks", Webhooks)
NUMBERS = web.AppKey("numbers", Collection[str])

UNKNOWN_OBJECT = 100
WINDOW_IS_OVER = 131047
UNDELIVERABLE = 131026
NO_TEMPLATE = 132001
BAD_PARAMETER = 132018


@dataclass
class Condition:
    """What the account is like."""

    error: int | None = None
    """the code that every request is refused with"""
    nobody: list[str] = field(default_factory=list)
    """numbers that no message reaches"""
    templates: list[str] = field(default_factory=lambda: ["hotelly_aviso"])
    """those that Meta has approved"""
    silent: bool = False
    """no status is told"""


CONDITION = web.AppKey("condition", Condition)


class Refusal(Exception):
    """Answered in the Graph API's form."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(code)
        error = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code}
        self.response = web.json_response({"error": error}, status=status)


async def send_message(request: web.Request) -> web.StreamResponse:
    return await request.app[FAULTS].run(request, _send_message)


async def _send_message(request: web.Request) -> web.StreamResponse:
    """200 means taken over; how it fares is told by webhooks."""
    asked = await _asked(request)
    message = Message(
        number_id=request.match_info["number"],
        guest=asked.guest,
        from_guest=False,
        text=_words(asked),
        template=asked.template.name if asked.template else None,
        reference=asked.biz_opaque_callback_data,
        status="accepted",
    )
    request.app[MAILBOX].keep(message)
    _deliver(request.app, message)
    contact = {"input": asked.to or asked.recipient, "wa_id": message.guest}
    answer = {"contacts": [contact], "messages": [{"id": message.id}]}
    return web.json_response({"messaging_product": "whatsapp", **answer})


async def show_lead(request: web.Request) -> web.StreamResponse:
    return await request.app[FAULTS].run(request, _show_lead)


async def _show_lead(request: web.Request) -> web.StreamResponse:
    _refuse_what_was_asked_for(request)
    lead = request.app[LEADS].find(request.match_info["lead"])
    if lead is None:
        raise Refusal(400, UNKNOWN_OBJECT, "Unsupported get request. Object does not exist.")
    return web.json_response(lead.shown(request.query.get("fields", "")))


async def list_leads(request: web.Request) -> web.StreamResponse:
    return await request.app[FAULTS].run(request, _list_leads)


async def _list_leads(request: web.Request) -> web.StreamResponse:
    """A page of a form's leads, newest first; `after` is the place of the next page."""
    _refuse_what_was_asked_for(request)
    first, size = int(request.query.get("after", "0")), int(request.query.get("limit", "25"))
    found = request.app[LEADS].of_form(request.match_info["form"], _since(request))
    shown = [each.shown(request.query.get("fields", "")) for each in found[first : first + size]]
    body: dict[str, object] = {"data": shown}
    if first + size < len(found):
        after = str(first + size)
        next_page = request.url.update_query(after=after)
        body["paging"] = {"cursors": {"after": after}, "next": str(next_page)}
    return web.json_response(body)


ROUTES = [
    web.post("/{version:v\\d+\\.0}/{number:\\d+}/messages", send_message),
    web.get("/{version:v\\d+\\.0}/{form:\\d+}/leads", list_leads),
    web.get("/{version:v\\d+\\.0}/{lead:\\d+}", show_lead),
]


def guard(token: str) -> Middleware:
    """Lets those requests to the API pass that carry the token."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if "version" not in request.match_info:
            return await handler(request)
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            if not hmac.compare_digest(given.encode(), token.encode()):
                raise Refusal(401, 190, "Invalid OAuth access token.")
            return await handler(request)
        except Refusal as refusal:
            return refusal.response

    return middleware


async def _asked(request: web.Request) -> SendMessage:
    """What can be refused at once is; the rest fails later, by a status."""
    _refuse_what_was_asked_for(request)
    if request.match_info["number"] not in request.app[NUMBERS]:
        raise Refusal(400, UNKNOWN_OBJECT, "Unsupported post request. Object does not exist.")
    try:
        asked = SendMessage.model_validate_json(await request.read())
    except ValidationError:
        raise Refusal(400, UNKNOWN_OBJECT, "Invalid parameter") from None
    if asked.type == "template" and asked.template:
        if asked.template.name not in request.app[CONDITION].templates:
            raise Refusal(404, NO_TEMPLATE, "Template name does not exist in the translation")
        if any("\n" in words or "\t" in words for words in asked.template.words):
            raise Refusal(400, BAD_PARAMETER, "Param text cannot have new-line/tab characters")
    return asked


def _refuse_what_was_asked_for(request: web.Request) -> None:
    if code := request.app[CONDITION].error:
        raise Refusal(400, code, "The stand-in was asked to refuse.")


def _words(asked: SendMessage) -> str:
    if asked.type == "text" and asked.text:
        return asked.text.body
    return " ".join(asked.template.words) if asked.template else ""


def _deliver(app: web.Application, message: Message) -> None:
    """Tells how it fares; free text outside of the window fails only now, as Meta has it."""
    condition, mailbox = app[CONDITION], app[MAILBOX]
    if message.guest in condition.nobody:
        _fare(app, message, "failed", UNDELIVERABLE)
    elif message.template is None and not mailbox.has_heard(message.number_id, message.guest):
        _fare(app, message, "failed", WINDOW_IS_OVER)
    else:
        _fare(app, message, "sent")
        _fare(app, message, "delivered")


def _fare(app: web.Application, message: Message, status: str, error: int | None = None) -> None:
    told = message.model_copy(update={"status": status})
    message.status = told.status
    app[MAILBOX].keep(message)
    if not app[CONDITION].silent:
        app[WEBHOOKS].status(told, error)


def _since(request: web.Request) -> int:
    """`filtering=[{"field": "time_created", "operator": "GREATER_THAN", "value": …}]`"""
    filters = json.loads(request.query.get("filtering", "[]"))
    times = [each["value"] for each in filters if each.get("field") == "time_created"]
    return int(times[0]) if times else 0
