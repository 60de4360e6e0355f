"""Evolution API (v2, and its Go edition): a guest's message is kept as such, what changes a message
too, and every other event under its own name with ids alone.

Evolution never repeats a message that was answered with a 4xx, so what nobody here understands is
stored and ignored. Its `apikey` and everything else of the envelope is left behind.
https://doc.evolution-api.com/v2/en/configuration/webhooks
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from werkzeug.datastructures import Headers

from hotelly.errors import InvalidInput
from hotelly.ingest.allowed_types import foreign_type
from hotelly.ingest.authenticity import verify_bearer
from hotelly.ingest.event_types import normalised
from hotelly.ingest.fingerprints import fingerprint
from hotelly.ingest.receipt import (
    LONGEST_KEY,
    Receipt,
    parsed_object,
    text_at,
)
from hotelly.ingest.whatsapp.content import Content, content_of, edit_of
from hotelly.ingest.whatsapp.sender import Sender, sender_of

FALLBACK_WINDOW: Final = timedelta(hours=1)
"""in which a message without an id and with the same words is the same message"""
STATES: Final = {
    "ERROR": "failed",
    "0": "failed",
    "SERVER_ACK": "sent",
    "2": "sent",
    "DELIVERY_ACK": "delivered",
    "3": "delivered",
    "READ": "read",
    "4": "read",
    "PLAYED": "read",
    "5": "read",
}
WHATSAPP_ID: Final = re.compile("[0-9A-Za-z]{1,64}")
DELETED: Final = "DELETED"

Event = Mapping[str, Any]


def receive(headers: Headers, body: bytes) -> list[Receipt]:
    """Raises Unauthorized, NotConfigured; InvalidInput for no JSON object. Keeps all the rest."""
    verify_bearer(headers, "WHATSAPP_WEBHOOK_SECRET")
    event = _as_v2(parsed_object(body))
    receipts = [receipt for data in _items(event) for receipt in _understood(event, data)]
    return receipts or [_other(event)]


def _as_v2(event: dict[str, Any]) -> Event:
    """The Go edition's `Message`, in the words of v2."""
    data = event.get("data")
    if not isinstance(data, dict) or not isinstance(info := data.get("Info"), dict):
        return event
    key = {
        "remoteJid": info.get("Chat"),
        "remoteJidAlt": info.get("SenderAlt"),
        "participant": info.get("Sender"),
        "participantAlt": info.get("SenderAlt"),
        "fromMe": info.get("IsFromMe"),
        "id": info.get("ID"),
    }
    return {
        "event": "messages.upsert",
        "instance": event.get("instanceName") or event.get("instance"),
        "data": {
            "key": key,
            "pushName": info.get("PushName"),
            "message": data.get("Message"),
            "messageType": info.get("Type"),
            "messageTimestamp": _seconds(info.get("Timestamp")),
        },
    }


def _seconds(moment: object) -> int | None:
    try:
        return int(datetime.fromisoformat(str(moment)).timestamp())
    except ValueError:
        return None


def _items(event: Event) -> list[dict[str, Any]]:
    """Some releases send one item, some a list of them."""
    data = event.get("data")
    return [item for item in (data if isinstance(data, list) else [data]) if isinstance(item, dict)]


def _understood(event: Event, data: dict[str, Any]) -> Iterator[Receipt]:
    kind = (text_at(event, "event") or "").lower().replace("_", ".").replace("-", ".")
    instance = text_at(event, "instance")
    if kind == "messages.upsert":
        content = content_of(data.get("message"), data.get("contextInfo"))
        yield from _message(instance, data, _key(data), content)
    elif kind == "messages.edited":
        edited = data.get("protocolMessage")
        protocol = edited if isinstance(edited, dict) else data
        yield from _message(instance, data, _key(protocol), edit_of(protocol))
    elif kind == "messages.delete":
        yield from _message(instance, data, _key(data), Content(revokes=text_at(_key(data), "id")))
    elif kind == "messages.update":
        yield from _update(instance, data)


def _key(data: dict[str, Any]) -> dict[str, Any]:
    """Deletions of some releases are the key itself."""
    key = data.get("key")
    return key if isinstance(key, dict) else data


def _message(
    instance: str | None, data: dict[str, Any], key: dict[str, Any], content: Content
) -> Iterator[Receipt]:
    """Nothing for groups and for what says nothing; our own words are an event of their own."""
    sender = sender_of(key)
    if sender is None or not (sender.number or sender.lid):
        return
    own = key.get("fromMe") is True
    if content.revokes and not own:
        yield from _kept("message_deleted", instance, sender, content.revokes, content, {})
    elif content.says_something:
        message_id = text_at(key, "id") or ""
        more = _words(data, content) | ({} if own else _names(data))
        event_type = "staff_replied" if own else "message_received"
        yield from _kept(event_type, instance, sender, message_id, content, more)


def _words(data: dict[str, Any], content: Content) -> dict[str, Any]:
    return {
        "text": content.words,
        "shows": None if content.words else content.shows,
        "edits": content.edits,
        "message_type": (text_at(data, "messageType") or "unknown")[:60],
        "sent_at": _sent_at(text_at(data, "messageTimestamp")),
    }


def _names(data: dict[str, Any]) -> dict[str, Any]:
    """The name of the profile; one that is blank costs the name, not the message."""
    return {"name": (text_at(data, "pushName") or "").strip()[:200] or None}


def _sent_at(seconds: str | None) -> str | None:
    try:
        return datetime.fromtimestamp(int(seconds or ""), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _kept(
    event_type: str,
    instance: str | None,
    sender: Sender,
    message_id: str,
    content: Content,
    more: dict[str, Any],
) -> Iterator[Receipt]:
    who = {"phone": sender.number, "lid": sender.lid, "jid": sender.chat, "instance": instance}
    advertised = {"ad": content.ad} if content.ad else {}
    fields = {"message_id": message_id, **who, **more, **advertised}
    if payload := _payload(event_type, fields):
        yield Receipt(
            source="whatsapp",
            external_id=_identity(instance, sender, message_id, event_type, fields),
            event_type=event_type,
            payload=payload,
            window=None if message_id else FALLBACK_WINDOW,
            beside=True,
        )


def _payload(event_type: str, fields: dict[str, Any]) -> dict[str, Any] | None:
    """A number that no plan of numbers has is no number: a hidden id may be left, or nothing."""
    known = {name: value for name, value in fields.items() if value is not None}
    try:
        return normalised(event_type, known)
    except InvalidInput:
        known.pop("phone", None)
    try:
        return normalised(event_type, known)
    except InvalidInput:
        return None


def _identity(
    instance: str | None,
    sender: Sender,
    message_id: str,
    event_type: str,
    fields: Mapping[str, Any],
) -> str:
    """Ids of messages are unique within an instance and a chat; an edit is one more message.

    Without an id, words and minute are the mitigation that the runbook names.
    """
    place = fingerprint(instance, sender.chat)[:16]
    if not message_id:
        return fingerprint(place, fields.get("text"), (fields.get("sent_at") or "")[:16])
    change = fingerprint(fields.get("text"))[:16] if fields.get("edits") else ""
    kind = "" if event_type == "message_received" else event_type
    known = message_id if WHATSAPP_ID.fullmatch(message_id) else fingerprint(message_id)
    return ":".join(part for part in (place, known, kind, change) if part)


def _update(instance: str | None, data: dict[str, Any]) -> Iterator[Receipt]:
    """How a message of ours fared, or that a guest took one back."""
    status = (text_at(data, "status") or text_at(data, "update", "status") or "").upper()
    message_id = text_at(data, "keyId") or text_at(data, "key", "id")
    own = data.get("fromMe") is True or _key(data).get("fromMe") is True
    if message_id is None:
        return
    if status == DELETED and not own:
        key = {**_key(data), "id": message_id}
        yield from _message(instance, data, key, Content(revokes=message_id))
    elif own and status in STATES:
        yield _report(instance, message_id, STATES[status])


def _report(instance: str | None, message_id: str, state: str) -> Receipt:
    fields = {"provider_id": message_id[:LONGEST_KEY], "state": state, "instance": instance}
    return Receipt(
        source="whatsapp",
        external_id=fingerprint("delivery", instance, message_id, state),
        event_type="delivery_reported",
        payload={name: value for name, value in fields.items() if value is not None},
    )


def _other(event: Event) -> Receipt:
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
        window=FALLBACK_WINDOW,
    )
