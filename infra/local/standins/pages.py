"""Pages for people, from templates that escape whatever they are given."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
HOTEL_TIME = ZoneInfo("America/Sao_Paulo")
"""the time zone of the moments that pages show"""


def templates(folder: Path) -> jinja2.Environment:
    """The HTML templates in `folder`; `| moment` shows seconds since 1970 as local time."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["moment"] = _moment
    return environment


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, HOTEL_TIME).strftime("%d/%m/%Y às %H:%M")


def page(html: str, status: int = 200, leads_to: Iterable[str] = ()) -> web.Response:
    """`html` as an answer that runs no script and is framed by nobody.

    `leads_to` are the addresses to which its forms may send a person on.
    """
    origins = [f"{url.scheme}://{url.netloc}" for url in map(urlsplit, leads_to)]
    policy = "; ".join([POLICY, " ".join(["form-action 'self'", *origins])])
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return web.Response(text=html, status=status, content_type="text/html", headers=headers)
