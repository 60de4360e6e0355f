"""What of a webhook is kept: the same few fields, whoever sent it."""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NoReturn

from hotelly.errors import InvalidInput
from hotelly.ingest.fingerprints import fingerprint

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: legal in JSON text, impossible in Postgres"""
LONGEST_KEY: Final = 200
"""characters of an external_id, which is part of an index"""


ReadBody = Callable[[], bytes]
"""reads the request's body, once whoever sends it is known as far as the headers can tell"""


@dataclass(frozen=True)
class Receipt:
    """The arguments of SQL's receive_event.

    `external_id` is the sender's own id of the event, for ever unique; with a `window` it is a
    fingerprint of the content instead, and a repetition counts as a duplicate only inside that
    time, and until something else came about the same `subject`. Other content under a known id is
    refused, or kept `beside` the first where nobody can be asked to send it again.
    """

    source: str
    external_id: str
    event_type: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    property_id: str | None = None
    lead_id: str | None = None
    correlation_id: str | None = None
    window: timedelta | None = None
    subject: str | None = None
    beside: bool = False


def parsed_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object that Postgres can store. Raises InvalidInput."""
    try:
        value = storable(json.loads(body, parse_constant=_refuse_constant))
    except (ValueError, RecursionError):
        raise InvalidInput("not_json", "The body is not JSON.") from None
    if not isinstance(value, dict):
        raise InvalidInput("not_an_object", "The body must be a JSON object.")
    return value


def text_at(value: Any, *path: str) -> str | None:
    """The string, or number as text, under a path of keys; None for anything else."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def subject_of(payload: Mapping[str, Any], *owners: object) -> str:
    """Whom or what a payload is about: events without ids are told apart among these alone."""
    guest = payload.get("guest")
    phone = guest.get("phone") if isinstance(guest, dict) else None
    named = (payload.get(name) for name in ("hold_id", "room_type", "phone", "email"))
    return fingerprint(*owners, phone, *named)


def storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("1e400 is no number that can be kept")
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")
