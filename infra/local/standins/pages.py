"""Pages for people, from templates that escape whatever they are given."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2

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
