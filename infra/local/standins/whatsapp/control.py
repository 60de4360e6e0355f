"""What a person or program sees and asks of the stand-in that no real Evolution offers.

| request | effect |
|---|---|
| `GET /`, `GET /chats/…`, `GET /write` | the messages as a page, and one to write as a guest |
| `GET /_control/messages[?to=+55…]` | the messages sent, oldest first |
| `POST /_control/receive {from, text, name?, id?, instance?, times?}` | a guest writes |
| `POST /_control/webhook {event, data, instance?, times?}` | any event of Evolution's |
| `PUT /_control/account {fault?, nobody?, lids?}` | what the telephone is like |
| `PUT /_control/faults {refuse?, lose?, seconds?}` | what goes wrong with the next sends |
"""

from typing import Any

from aiohttp import web
from pydantic import Field

from infra.local.standins.chats import Line, chats_page, said, write_page
from infra.local.standins.control import ControlBody
from infra.local.standins.courier import Answer
from infra.local.standins.whatsapp.api import ACCOUNT, FAULTS, MAILBOX
from infra.local.standins.whatsapp.jid import jid_of
from infra.local.standins.whatsapp.messages import Message, new_message_id
from infra.local.standins.whatsapp.webhooks import Webhooks

WEBHOOKS = web.AppKey("webhooks", Webhooks)
DEFAULT_INSTANCE = web.AppKey("default_instance", str)


class Receive(ControlBody):
    sender: str = Field(alias="from", min_length=8)
    text: str = Field(min_length=1)
    name: str = "Hóspede"
    id: str = Field(default_factory=new_message_id)
    instance: str | None = None
    times: int = Field(default=1, ge=1, le=100)


class Webhook(ControlBody):
    event: str
    data: dict[str, Any] | list[Any] = Field(default_factory=dict)
    instance: str | None = None
    times: int = Field(default=1, ge=1, le=100)


async def list_sent(request: web.Request) -> web.Response:
    to = request.query.get("to")
    sent = [each for each in request.app[MAILBOX].of() if each.key.fromMe]
    return web.json_response(
        [_brief(each) for each in sent if to is None or each.key.remoteJid == jid_of(to)]
    )


async def receive(request: web.Request) -> web.Response:
    asked = await Receive.of(request)
    answers = await _deliver(request.app, asked)
    return web.json_response({"id": asked.id, "answers": _dumped(answers)})


async def _deliver(app: web.Application, asked: Receive) -> list[Answer]:
    instance = asked.instance or app[DEFAULT_INSTANCE]
    jid = jid_of(asked.sender)
    message = app[MAILBOX].receive(instance, jid, asked.name, asked.text, asked.id)
    data = message.model_dump()
    return await app[WEBHOOKS].send(instance, "messages.upsert", data, asked.times)


async def send_webhook(request: web.Request) -> web.Response:
    asked = await Webhook.of(request)
    instance = asked.instance or request.app[DEFAULT_INSTANCE]
    answers = await request.app[WEBHOOKS].send(instance, asked.event, asked.data, asked.times)
    return web.json_response({"answers": _dumped(answers)})


class Telephone(ControlBody):
    fault: str | None = None
    nobody: list[str] = Field(default_factory=list)
    lids: dict[str, str] = Field(default_factory=dict)
    """{number: hidden id}"""


async def change_account(request: web.Request) -> web.Response:
    asked = await Telephone.of(request)
    account = request.app[ACCOUNT]
    account.fault, account.nobody = asked.fault, [jid_of(each) for each in asked.nobody]
    request.app[MAILBOX].lids = {jid_of(number): f"{lid}@lid" for number, lid in asked.lids.items()}
    return web.json_response(asked.model_dump())


async def ask_for_faults(request: web.Request) -> web.Response:
    return await request.app[FAULTS].ask(request)


async def show(request: web.Request) -> web.Response:
    lines = [
        Line(_phone(each.key.remoteJid), each.key.fromMe, each.text, each.messageTimestamp)
        for each in request.app[MAILBOX].of()
    ]
    return chats_page("WhatsApp local", lines, request.match_info.get("outcome"))


async def show_write(request: web.Request) -> web.Response:
    return write_page(request)


async def write(request: web.Request) -> web.Response:
    words = await said(request)
    asked = Receive.model_validate({"from": words.phone, "name": words.name, "text": words.text})
    await _deliver(request.app, asked)
    raise web.HTTPSeeOther("/")


ROUTES = [
    web.get("/", show),
    web.get("/chats/{outcome}", show),
    web.get("/write", show_write),
    web.post("/write", write),
    web.get("/_control/messages", list_sent),
    web.post("/_control/receive", receive),
    web.post("/_control/webhook", send_webhook),
    web.put("/_control/account", change_account),
    web.put("/_control/faults", ask_for_faults),
]


def _brief(message: Message) -> dict[str, object]:
    return {
        "id": message.key.id,
        "jid": message.key.remoteJid,
        "text": message.text,
        "status": message.status,
        "at": message.messageTimestamp,
    }


def _dumped(answers: list[Answer]) -> list[dict[str, Any]]:
    return [answer.model_dump() for answer in answers]


def _phone(jid: str) -> str:
    return "+" + jid.partition("@")[0]
