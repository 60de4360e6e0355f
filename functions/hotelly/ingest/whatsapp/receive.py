"""POST /webhook/whatsapp: Evolution and Meta share one address; the body shows whose it is."""

from werkzeug.datastructures import Headers

from hotelly.errors import InvalidInput
from hotelly.ingest.receipt import Receipt, parsed_object
from hotelly.ingest.whatsapp import evolution, meta


def receive(headers: Headers, body: bytes) -> list[Receipt]:
    """Raises Unauthorized, NotConfigured; InvalidInput for no JSON object."""
    if "X-Hub-Signature-256" in headers or b"whatsapp_business_account" in body[:200]:
        return meta.receive(headers, body, _object(body))
    return evolution.receive(headers, body)


def _object(body: bytes) -> dict[str, object]:
    """Before anybody proved anything: a body that is none is refused by its signature first."""
    try:
        return parsed_object(body)
    except InvalidInput:
        return {}
