"""WhatsApp by Meta's Cloud API: one webhook brings messages, reports and more of several numbers.

The id of the telephone number is what an instance is to Evolution. A guest may hide the number:
then `user_id` (a business-scoped id, BSUID) is all there is.
https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from werkzeug.datastructures import Headers

from hotelly.errors import InvalidInput
from hotelly.ingest.allowed_types import foreign_type
from hotelly.ingest.authenticity import verify_meta_or_bearer
from hotelly.ingest.event_types import normalised
from hotelly.ingest.fingerprints import fingerprint
from hotelly.ingest.leads.meta import changes_of
from hotelly.ingest.receipt import LONGEST_KEY, Receipt, text_at
from hotelly.ingest.whatsapp.message_types import Told, told_by

ACCOUNT: Final = "whatsapp_business_account"
STATES: Final = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}

Value = Mapping[str, Any]


def is_from_meta(content: Mapping[str, Any]) -> bool:
    return content.get("object") == ACCOUNT


def receive(headers: Headers, body: bytes, content: Mapping[str, Any]) -> list[Receipt]:
    """Raises Unauthorized, NotConfigured. Keeps what nobody here understands, with ids alone."""
    verify_meta_or_bearer(headers, body, "WHATSAPP_WEBHOOK_SECRET")
    return [receipt for change in changes_of(content) for receipt in _of_change(change)] or [
        _other("empty", content)
    ]


def _of_change(change: Mapping[str, Any]) -> Iterator[Receipt]:
    field, value = text_at(change, "field") or "", change.get("value")
    if not isinstance(value, dict):
        value = {}
    found = [receipt for read in READERS.get(field, ()) for receipt in read(value)]
    yield from found or [_other(field, value)]


def _messages(value: Value) -> Iterator[Receipt]:
    names = {text_at(each, key): each for each in _list(value, "contacts") for key in _IDS}
    for message in _list(value, "messages"):
        contact = names.get(text_at(message, "from_user_id")) or names.get(text_at(message, "from"))
        who = {
            "phone": _plus(text_at(message, "from")),
            "bsuid": text_at(message, "from_user_id") or text_at(contact, "user_id"),
            "name": (text_at(contact, "profile", "name") or "").strip()[:200] or None,
        }
        yield from _kept(value, message, told_by(message), who, "message_received")


_IDS: Final = ("wa_id", "user_id")


def _echoes(value: Value) -> Iterator[Receipt]:
    """What somebody of the hotel wrote in the app on the telephone."""
    for message in _list(value, "message_echoes"):
        who = {"phone": _plus(text_at(message, "to"))}
        yield from _kept(value, message, told_by(message), who, "staff_replied")


def _kept(
    value: Value, message: Value, told: Told | None, who: dict[str, Any], event_type: str
) -> Iterator[Receipt]:
    if told is None:
        return
    message_id = told.revokes or text_at(message, "id") or ""
    words = {
        "text": told.words,
        "shows": None if told.words else told.shows,
        "edits": told.edits,
        "message_type": (text_at(message, "type") or "unknown")[:60],
        "sent_at": _sent_at(text_at(message, "timestamp")),
        "ad": _ad(message),
    }
    kind = "message_deleted" if told.revokes else event_type
    fields = {"message_id": message_id, "instance": _number_id(value), **who}
    if payload := _payload(kind, fields if told.revokes else fields | words):
        identity = fingerprint(_number_id(value), kind, text_at(message, "id"), message_id)
        yield Receipt("whatsapp", identity, kind, payload, beside=True)


def _payload(event_type: str, fields: dict[str, Any]) -> dict[str, Any] | None:
    known = {name: each for name, each in fields.items() if each}
    if event_type != "message_received":
        known.pop("name", None)
    try:
        return normalised(event_type, known)
    except InvalidInput:
        return None


def _statuses(value: Value) -> Iterator[Receipt]:
    for status in _list(value, "statuses"):
        provider_id, state = text_at(status, "id"), STATES.get(text_at(status, "status") or "")
        if provider_id and state:
            errors = _list(status, "errors")
            fields = {
                "provider_id": provider_id,
                "state": state,
                "instance": _number_id(value),
                "error": text_at(errors[0], "code") if errors else None,
                "reference": text_at(status, "biz_opaque_callback_data"),
            }
            known = {name: each[:LONGEST_KEY] for name, each in fields.items() if each}
            identity = fingerprint("delivery", provider_id, state)
            yield Receipt("whatsapp", identity, "delivery_reported", known, beside=True)


def _preferences(value: Value) -> Iterator[Receipt]:
    for preference in _list(value, "user_preferences"):
        fields = {
            "phone": _plus(text_at(preference, "wa_id")),
            "bsuid": text_at(preference, "user_id"),
            "instance": _number_id(value),
            "wants": text_at(preference, "value"),
        }
        if payload := _payload("preference_changed", fields):
            identity = fingerprint("preference", preference)
            yield Receipt("whatsapp", identity, "preference_changed", payload)


READERS: Final[Mapping[str, tuple[Callable[[Value], Iterator[Receipt]], ...]]] = {
    "messages": (_messages, _statuses),
    "smb_message_echoes": (_echoes,),
    "user_preferences": (_preferences,),
}


def _list(value: Value, name: str) -> list[dict[str, Any]]:
    items = value.get(name)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _number_id(value: Value) -> str | None:
    return text_at(value, "metadata", "phone_number_id")


def _plus(number: str | None) -> str | None:
    return f"+{number}" if number else None


def _sent_at(seconds: str | None) -> str | None:
    try:
        return datetime.fromtimestamp(int(seconds or ""), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _ad(message: Value) -> dict[str, str] | None:
    names = {
        "sourceId": "source_id",
        "sourceType": "source_type",
        "sourceUrl": "source_url",
        "title": "headline",
        "ctwaClid": "ctwa_clid",
    }
    found = {name: text_at(message, "referral", theirs) for name, theirs in names.items()}
    return {name: each[:500] for name, each in found.items() if each} or None


def _other(field: str, value: Value) -> Receipt:
    """Template and account news, errors, calls: under their field's name."""
    return Receipt(
        source="whatsapp",
        external_id=fingerprint(field, value),
        event_type=foreign_type("meta", field),
        payload={"instance": number} if (number := _number_id(value)) else {},
    )
