"""What a person or program sees and asks of the stand-in that no real Evolution offers.

| request | effect |
|---|---|
| `GET /`, `GET /chats/…` | the messages as a page; a payment page may send guests back to it |
| `GET /_control/messages[?to=+55…]` | the messages sent, oldest first |
| `POST /_control/receive {from, text, name?, id?, instance?, times?}` | a guest writes |
| `POST /_control/webhook {event, data, instance?, times?}` | any event of Evolution's |
| `PUT /_control/faults {refuse?, lose?, seconds?}` | what goes wrong with the next sends |
"""

from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import Field

from infra.local.standins.control import ControlBody
from infra.local.standins.courier import Answer
from infra.local.standins.pages import page, templates
from infra.local.standins.whatsapp.api import FAULTS, MAILBOX
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
    instance = asked.instance or request.app[DEFAULT_INSTANCE]
    message = request.app[MAILBOX].receive(
        instance, jid_of(asked.sender), asked.name, asked.text, asked.id
    )
    data = message.model_dump()
    answers = await request.app[WEBHOOKS].send(instance, "messages.upsert", data, asked.times)
    return web.json_response({"id": message.key.id, "answers": _dumped(answers)})


async def send_webhook(request: web.Request) -> web.Response:
    asked = await Webhook.of(request)
    instance = asked.instance or request.app[DEFAULT_INSTANCE]
    answers = await request.app[WEBHOOKS].send(instance, asked.event, asked.data, asked.times)
    return web.json_response({"answers": _dumped(answers)})


async def ask_for_faults(request: web.Request) -> web.Response:
    return await request.app[FAULTS].ask(request)


async def show(request: web.Request) -> web.Response:
    """Every chat with its messages, always the newest on top, where a guest who has paid looks."""
    chats: dict[str, list[Message]] = {}
    for message in request.app[MAILBOX].of():
        jid = message.key.remoteJid
        chats[jid] = [*chats.pop(jid, []), message]
    html = _templates.get_template("chats.html").render(
        chats=list(chats.items())[::-1], outcome=request.match_info.get("outcome")
    )
    return page(html)


ROUTES = [
    web.get("/", show),
    web.get("/chats/{outcome}", show),
    web.get("/_control/messages", list_sent),
    web.post("/_control/receive", receive),
    web.post("/_control/webhook", send_webhook),
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


_templates = templates(Path(__file__).parent)
_templates.filters["phone"] = _phone
