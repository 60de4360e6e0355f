"""What a person or program sees and asks of the stand-in that Meta does not offer.

| request | effect |
|---|---|
| `GET /`, `GET /chats/…`, `GET /write` | the messages as a page, and one to write as a guest |
| `GET /_control/messages[?to=+55…]` | the messages sent, oldest first |
| `POST /_control/receive {from, text, name?, id?, instance?, times?}` | a guest writes |
| `POST /_control/lead {fields, form_id?, announced?, times?}` | somebody fills in a form |
| `PUT /_control/account {error?, nobody?, templates?, silent?}` | what the account is like |
| `PUT /_control/faults {refuse?, fail?, lose?, seconds?}` | what goes wrong then |
"""

from typing import Any

from aiohttp import web
from pydantic import Field

from infra.local.standins.chats import Line, chats_page, said, write_page
from infra.local.standins.control import ControlBody
from infra.local.standins.meta.api import CONDITION, FAULTS, LEADS, MAILBOX, WEBHOOKS, Condition
from infra.local.standins.meta.leads import Lead
from infra.local.standins.meta.messages import Message, new_wamid

DEFAULT_NUMBER = web.AppKey("default_number", str)
DEFAULT_FORM = "4815162342"


class Receive(ControlBody):
    sender: str = Field(alias="from", min_length=8)
    """a number, or the id (BSUID) of who hides it"""
    text: str = Field(min_length=1)
    name: str = "Hóspede"
    id: str = Field(default_factory=new_wamid)
    instance: str | None = None
    times: int = Field(default=1, ge=1, le=100)


class FilledIn(ControlBody):
    fields: dict[str, str | list[str]]
    form_id: str = DEFAULT_FORM
    announced: bool = True
    """without, the webhook got lost, and only the form's list has it"""
    times: int = Field(default=1, ge=1, le=100)


class Account(ControlBody):
    error: int | None = None
    nobody: list[str] = Field(default_factory=list)
    templates: list[str] = Field(default_factory=lambda: Condition().templates)
    silent: bool = False


async def list_sent(request: web.Request) -> web.Response:
    to = request.query.get("to")
    guest = to.strip().removeprefix("+") if to else None
    return web.json_response(
        [
            {**each.model_dump(), "text": each.text}
            for each in request.app[MAILBOX].messages
            if not each.from_guest and guest in (None, each.guest)
        ]
    )


async def receive(request: web.Request) -> web.Response:
    asked = await Receive.of(request)
    message = _received(request.app, asked)
    answers = await request.app[WEBHOOKS].message(message, asked.name, asked.times)
    dumped = [answer.model_dump() for answer in answers]
    return web.json_response({"id": message.id, "answers": dumped})


async def fill_in(request: web.Request) -> web.Response:
    asked = await FilledIn.of(request)
    data = [
        {"name": name, "values": value if isinstance(value, list) else [value]}
        for name, value in asked.fields.items()
    ]
    lead = request.app[LEADS].keep(Lead(form_id=asked.form_id, field_data=data))
    answers = await request.app[WEBHOOKS].lead(lead, asked.times) if asked.announced else []
    dumped: list[dict[str, Any]] = [answer.model_dump() for answer in answers]
    return web.json_response({"id": lead.id, "answers": dumped})


async def change_account(request: web.Request) -> web.Response:
    asked = await Account.of(request)
    condition = request.app[CONDITION]
    condition.error, condition.silent = asked.error, asked.silent
    condition.nobody = [each.removeprefix("+") for each in asked.nobody]
    condition.templates = asked.templates
    return web.json_response(asked.model_dump())


async def ask_for_faults(request: web.Request) -> web.Response:
    return await request.app[FAULTS].ask(request)


async def show(request: web.Request) -> web.Response:
    lines = [
        Line(_shown(each.guest), not each.from_guest, each.text, each.at)
        for each in request.app[MAILBOX].messages
    ]
    return chats_page("WhatsApp local (Meta)", lines, request.match_info.get("outcome"))


async def show_write(request: web.Request) -> web.Response:
    return write_page(request)


async def write(request: web.Request) -> web.Response:
    words = await said(request)
    asked = Receive.model_validate({"from": words.phone, "name": words.name, "text": words.text})
    message = _received(request.app, asked)
    await request.app[WEBHOOKS].message(message, asked.name)
    raise web.HTTPSeeOther("/")


ROUTES = [
    web.get("/", show),
    web.get("/chats/{outcome}", show),
    web.get("/write", show_write),
    web.post("/write", write),
    web.get("/_control/messages", list_sent),
    web.post("/_control/receive", receive),
    web.post("/_control/lead", fill_in),
    web.put("/_control/account", change_account),
    web.put("/_control/faults", ask_for_faults),
]


def _received(app: web.Application, asked: Receive) -> Message:
    return app[MAILBOX].received(
        id=asked.id,
        number_id=asked.instance or app[DEFAULT_NUMBER],
        guest=asked.sender.removeprefix("+"),
        text=asked.text,
    )


def _shown(guest: str) -> str:
    return f"+{guest}" if guest.isdigit() else guest
