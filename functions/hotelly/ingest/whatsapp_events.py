"""WhatsApp by Evolution API v2: a guest's message is kept as such, every other event under its own
name.

Evolution never repeats a message that was answered with a 4xx, so a payload that nobody here
understands is stored and ignored. Its `apikey` and everything else of the envelope is left behind.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from werkzeug.datastructures import Headers

from hotelly.errors import InvalidInput
from hotelly.ingest.authenticity import verify_bearer
from hotelly.ingest.event_types import normalised
from hotelly.ingest.receipt import Receipt, fingerprint, foreign_type, parsed_object, text_at

UNTITLED_WINDOW: Final = timedelta(hours=1)
TEXT_AT: Final = (
    ("conversation",),
    ("extendedTextMessage", "text"),
    ("imageMessage", "caption"),
    ("videoMessage", "caption"),
    ("documentMessage", "caption"),
    ("listResponseMessage", "title"),
    ("buttonsResponseMessage", "selectedDisplayText"),
)


def receive(headers: Headers, body: bytes) -> Receipt:
    """Raises Unauthorized, NotConfigured; InvalidInput for no JSON object. Keeps all the rest."""
    verify_bearer(headers, "WHATSAPP_WEBHOOK_SECRET")
    event = parsed_object(body)
    return _guest_message(event) or _other(event)


def _guest_message(event: dict[str, Any]) -> Receipt | None:
    """None for our own messages, groups, broadcasts, and senders who hide their number."""
    message_id = text_at(event, "data", "key", "id")
    number = _number(event)
    if text_at(event, "event") != "messages.upsert" or not message_id or not number:
        return None
    try:
        payload = normalised("message_received", _message(event, message_id, number))
    except InvalidInput:
        return None
    return Receipt("whatsapp", message_id, "message_received", payload)


def _number(event: dict[str, Any]) -> str | None:
    key = event["data"]["key"] if text_at(event, "data", "key", "id") else {}
    if key.get("fromMe") is True:
        return None
    # A sender may be addressed by an opaque `…@lid`; the number then stands in the alternative.
    addresses = (text_at(key, "remoteJid"), text_at(key, "remoteJidAlt"))
    for address in addresses:
        user, _, server = (address or "").partition("@")
        if server == "s.whatsapp.net":
            return f"+{user.partition(':')[0]}"
    return None


def _message(event: dict[str, Any], message_id: str, number: str) -> dict[str, Any]:
    texts = (text_at(event, "data", "message", *path) for path in TEXT_AT)
    return {
        "message_id": message_id,
        "phone": number,
        "jid": text_at(event, "data", "key", "remoteJid"),
        "name": (text_at(event, "data", "pushName") or "")[:200] or None,
        "text": next(filter(None, texts), None),
        "message_type": text_at(event, "data", "messageType") or "unknown",
        "instance": text_at(event, "instance"),
        "sent_at": _sent_at(text_at(event, "data", "messageTimestamp")),
    }


def _sent_at(seconds: str | None) -> str | None:
    try:
        return datetime.fromtimestamp(int(seconds or ""), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _other(event: dict[str, Any]) -> Receipt:
    fields = {
        "event": text_at(event, "event"),
        "instance": text_at(event, "instance"),
        "message_id": text_at(event, "data", "key", "id") or text_at(event, "data", "keyId"),
    }
    return Receipt(
        source="whatsapp",
        external_id=fingerprint(event),
        event_type=foreign_type("whatsapp", text_at(event, "event")),
        payload={name: value for name, value in fields.items() if value is not None},
        window=UNTITLED_WINDOW,
    )
