"""What a message of Meta's Cloud API says, by its `type`.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hotelly.ingest.receipt import text_at

WORDS_AT: Final = (
    ("text", "body"),
    ("image", "caption"),
    ("video", "caption"),
    ("document", "caption"),
    ("button", "text"),
    ("button", "payload"),
    ("interactive", "button_reply", "title"),
    ("interactive", "list_reply", "title"),
    ("interactive", "nfm_reply", "body"),
    ("order", "text"),
)
SHOWS: Final = {
    "image": "imagem",
    "video": "vídeo",
    "audio": "áudio",
    "voice": "áudio",
    "document": "documento",
    "location": "localização",
    "contacts": "contato",
    "order": "pedido",
}


@dataclass(frozen=True)
class Told:
    words: str | None = None
    shows: str | None = None
    edits: str | None = None
    revokes: str | None = None


def told_by(message: Mapping[str, Any]) -> Told | None:
    """None for what is no message: reactions, stickers, system news, what Meta cannot show."""
    kind = text_at(message, "type") or ""
    if kind == "revoke":
        target = text_at(message, "revoke", "original_message_id")
        return Told(revokes=target) if target else None
    if kind == "edit":
        return _edited(message)
    words, shows = _words(message), SHOWS.get(kind)
    return Told(words, shows) if words or shows else None


def _edited(message: Mapping[str, Any]) -> Told | None:
    edit = message.get("edit")
    inner = edit.get("message") if isinstance(edit, dict) else None
    told = told_by(inner) if isinstance(inner, dict) and inner.get("type") != "edit" else None
    target = text_at(edit, "original_message_id")
    return Told(told.words, told.shows, edits=target) if told and target else None


def _words(message: Mapping[str, Any]) -> str | None:
    texts = (text_at(message, *path) for path in WORDS_AT)
    said = next((text for text in texts if text and text.strip()), None)
    return said or _place(message) or _people(message) or _flow(message)


def _place(message: Mapping[str, Any]) -> str | None:
    place = message.get("location")
    if not isinstance(place, dict):
        return None
    parts = [text_at(place, name) for name in ("name", "address")]
    parts += [f"{place.get('latitude')}, {place.get('longitude')}"]
    return f"[localização: {', '.join(part for part in parts if part)}]"


def _people(message: Mapping[str, Any]) -> str | None:
    contacts = message.get("contacts")
    names = [text_at(each, "name", "formatted_name") for each in contacts or []] if contacts else []
    known = [name for name in names if name]
    return f"[contato: {', '.join(known)}]" if known else None


def _flow(message: Mapping[str, Any]) -> str | None:
    """What a guest filled into a form inside WhatsApp: JSON in a text."""
    try:
        answers = json.loads(
            text_at(message, "interactive", "nfm_reply", "response_json") or "null"
        )
    except ValueError:
        return None
    if not isinstance(answers, dict):
        return None
    parts = [f"{name}: {value}" for name, value in answers.items() if name != "flow_token"]
    return "; ".join(parts)[:2000] or None
