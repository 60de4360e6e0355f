"""POST /webhook/lead: whose form it is shows in its body, and each provider proves itself its way.

A provider's own proof or the bearer secret of the route counts; a part of the path below the route
names the form (`/webhook/lead/orcamento`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from werkzeug.datastructures import Headers

from hotelly.errors import InvalidInput
from hotelly.ingest.authenticity import verify_before_reading
from hotelly.ingest.leads import forms, google, meta, typeform
from hotelly.ingest.receipt import ReadBody, Receipt, parsed_object

Receiver = Callable[[Headers, bytes, Mapping[str, Any]], list[Receipt]]


def receive(headers: Headers, read: ReadBody) -> list[Receipt]:
    """Raises Unauthorized, NotConfigured, InvalidInput."""
    verify_before_reading(headers, "LEAD_WEBHOOK_SECRET", key_in_body=True)
    body = read()
    if forms.is_form(headers):
        return forms.receive_form(headers, body)
    content = _object(body)
    for belongs, receiver in PROVIDERS:
        if content is not None and belongs(content):
            return receiver(headers, body, content)
    return forms.receive_json(headers, body)


def _object(body: bytes) -> dict[str, Any] | None:
    """The body before anybody proved anything: only looked at, refused by whom it concerns."""
    try:
        return parsed_object(body)
    except InvalidInput:
        return None


PROVIDERS: Final[tuple[tuple[Callable[[Mapping[str, Any]], bool], Receiver], ...]] = (
    (meta.is_from_meta, meta.receive),
    (google.is_from_google, google.receive),
    (typeform.is_from_typeform, typeform.receive),
)
