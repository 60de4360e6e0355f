"""WhatsApp's stand-ins as pages: the chats as guests see them, and one to write as a guest."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from infra.local.standins.pages import page, templates


class Line(NamedTuple):
    guest: str
    """as people write the number"""
    from_hotel: bool
    text: str
    at: int


class Said(NamedTuple):
    phone: str
    name: str
    text: str


def chats_page(title: str, lines: Iterable[Line], outcome: str | None) -> web.Response:
    """Every chat with its messages, always the newest on top, where a guest who has paid looks."""
    chats: dict[str, list[Line]] = {}
    for line in lines:
        chats[line.guest] = [*chats.pop(line.guest, []), line]
    template = _templates.get_template("chats.html")
    return page(template.render(title=title, chats=list(chats.items())[::-1], outcome=outcome))


def write_page(request: web.Request) -> web.Response:
    guest = request.query.get("guest", "")
    return page(_templates.get_template("write.html").render(guest=guest))


async def said(request: web.Request) -> Said:
    """What the form of `write_page` brought. Raises HTTP 422 when a field is empty."""
    form = await request.post()
    words = Said(*(str(form.get(name, "")).strip() for name in Said._fields))
    if len(words.phone) < 8 or not words.text:
        raise web.HTTPUnprocessableEntity(text="Um número e um texto são necessários.")
    return words._replace(name=words.name or "Hóspede")


_templates = templates(Path(__file__).parent)
