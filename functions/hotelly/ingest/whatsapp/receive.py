"""POST /webhook/whatsapp: Evolution and Meta share one address; the body shows whose it is."""

from werkzeug.datastructures import Headers

from hotelly.errors import InvalidInput
from hotelly.ingest.authenticity import verify_before_reading
from hotelly.ingest.receipt import ReadBody, Receipt, parsed_object
from hotelly.ingest.whatsapp import evolution, meta


def receive(headers: Headers, read: ReadBody) -> list[Receipt]:
    """Raises Unauthorized, NotConfigured; InvalidInput for no JSON object."""
    verify_before_reading(headers, "WHATSAPP_WEBHOOK_SECRET")
    body = read()
    if "X-Hub-Signature-256" in headers or b"whatsapp_business_account" in body[:200]:
        return meta.receive(headers, body, _object(body))
    return evolution.receive(headers, body)


def _object(body: bytes) -> dict[str, object]:
    """Before anybody proved anything: a body that is none is refused by its signature first."""
    try:
        return parsed_object(body)
    except InvalidInput:
        return {}
