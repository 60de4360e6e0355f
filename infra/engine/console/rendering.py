"""The templates, and how they write times, durations and JSON."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from infra.engine.values import json_text
from infra.engine.values.timestamps import rfc3339

FOLDED_LINES = 40
FOLDED_CHARACTERS = 4_000
GIST = 160
"""characters"""
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **content: Any) -> str:
    return _environment().get_template(template).render(**content)


def clock_time(seconds: float) -> str:
    """The time on this machine's clock, with the day unless it is today."""
    moment = datetime.fromtimestamp(seconds, UTC).astimezone()
    today = moment.date() == datetime.now(UTC).astimezone().date()
    return moment.strftime("%H:%M:%S" if today else "%d %b %H:%M:%S")


def span(seconds: float) -> str:
    """A duration in the two units that matter: 0.4 ms, 182 ms, 1.25 s, 2 min 5 s, 3 h 20 min."""
    if seconds < 0.01:
        return f"{max(seconds, 0.0) * 1e3:.1f} ms"
    if seconds < 1:
        return f"{seconds * 1e3:.0f} ms"
    if seconds < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"


def pretty(text: str) -> str:
    """JSON text with an element a line."""
    return json.dumps(json_text.decode(text), indent=2, ensure_ascii=False)


def gist(text: str) -> str:
    """The scalars of JSON text that tell it from others at a glance; ids do not."""
    value = None if is_long(text) else json_text.decode(text)
    if not isinstance(value, dict):
        return "" if value is None else text[:GIST]
    telling = [(name, item) for name, item in value.items() if _is_telling(item)]
    return "  ".join(f"{name}={item}" for name, item in telling)[:GIST]


def _is_telling(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value) and not _UUID.fullmatch(value)
    return isinstance(value, int | float)


def level(name: str) -> str:
    """A log or history level, without the words that each of them has."""
    return "default" if name.endswith("_UNSPECIFIED") else name.removeprefix("EXECUTION_HISTORY_")


def is_long(text: str) -> bool:
    return len(text) > FOLDED_CHARACTERS or text.count("\n") >= FOLDED_LINES


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        {
            "clock": clock_time,
            "gist": gist,
            "level": level,
            "pretty": pretty,
            "rfc3339": rfc3339,
            "span": span,
        }
    )
    environment.tests["long"] = is_long
    return environment
