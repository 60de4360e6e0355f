"""Forms of one's own pages: JSON, or what a browser or a page builder posts.

`name=Ana&phone=…`, Elementor's `fields[name][value]=…`, Contact Form 7's `your-email=…`: all
say the same. A field that no person sees, and a machine fills in, gives the machine away.
"""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

from werkzeug.datastructures import Headers
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from hotelly.errors import Detail, InvalidInput
from hotelly.ingest.authenticity import verify_bearer
from hotelly.ingest.fingerprints import fingerprint, kept_id
from hotelly.ingest.leads.facts import facts_of
from hotelly.ingest.receipt import (
    LONGEST_KEY,
    Receipt,
    parsed_object,
    storable,
    subject_of,
)

LEAD_WINDOW: Final = timedelta(hours=24)
URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
HONEYPOTS: Final = ("_gotcha", "honeypot", "bot-field", "hp_field", "_honey")
MOST_FIELDS: Final = 200


def is_form(headers: Headers) -> bool:
    return _content_type(headers) in (URLENCODED, MULTIPART)


def receive_json(headers: Headers, body: bytes) -> list[Receipt]:
    """Raises Unauthorized, NotConfigured, InvalidInput."""
    verify_bearer(headers, "LEAD_WEBHOOK_SECRET")
    return [_lead(headers, list(parsed_object(body).items()), answers=False)]


def receive_form(headers: Headers, body: bytes) -> list[Receipt]:
    """Raises Unauthorized, NotConfigured, InvalidInput."""
    verify_bearer(headers, "LEAD_WEBHOOK_SECRET")
    fields = list(_fields(headers, body))
    if any(name in HONEYPOTS and value.strip() for name, value in fields):
        return [Receipt("lead", fingerprint(fields), "lead.machine", window=LEAD_WINDOW)]
    return [_lead(headers, fields, answers=True)]


def _lead(headers: Headers, fields: list[tuple[str, Any]], answers: bool) -> Receipt:
    payload = {"source": "webhook"} | facts_of(fields, mendable=True)
    if not answers:  # a program's own keys are not a person's answers
        payload.pop("answers", None)
    key = idempotency_key(headers)
    return Receipt(
        source="lead",
        external_id=kept_id(key) if key else fingerprint(payload),
        event_type="lead_created",
        payload=payload,
        window=None if key else LEAD_WINDOW,
        subject=subject_of(payload),
    )


def idempotency_key(headers: Headers) -> str | None:
    """The sender's own id of the request. Raises InvalidInput."""
    key = headers.get("Idempotency-Key")
    if key and len(key) > LONGEST_KEY:
        fault = Detail("Idempotency-Key", f"At most {LONGEST_KEY} characters are expected")
        raise InvalidInput("invalid_input", "The header Idempotency-Key is too long.", [fault])
    return key


def _fields(headers: Headers, body: bytes) -> Iterator[tuple[str, str]]:
    """Names and values as text; files are left behind."""
    try:
        pairs = _pairs(headers, body)
    except ValueError:
        raise InvalidInput("not_a_form", "The body is not a form.") from None
    for name, value in pairs[:MOST_FIELDS]:
        if not _is_about_a_field(name):
            yield storable(name), storable(value)


def _pairs(headers: Headers, body: bytes) -> list[tuple[str, str]]:
    if _content_type(headers) == URLENCODED:
        return parse_qsl(body.decode("utf-8", "replace"), True, max_num_fields=10 * MOST_FIELDS)
    _, options = parse_options_header(headers.get("Content-Type"))
    parser = FormDataParser(_in_memory, max_form_parts=10 * MOST_FIELDS, silent=False)
    _, form, _ = parser.parse(io.BytesIO(body), MULTIPART, len(body), options)
    return list(form.items(multi=True))


def _in_memory(*_: object, **__: object) -> io.BytesIO:
    """A file is no bigger than the body, which is in memory already."""
    return io.BytesIO()


def _is_about_a_field(name: str) -> bool:
    """Elementor sends what it knows of each field beside its value: `fields[name][type]`."""
    return name.startswith("fields[") and not name.endswith(("[value]", "[raw_value]"))


def _content_type(headers: Headers) -> str:
    return parse_options_header(headers.get("Content-Type"))[0].lower()
