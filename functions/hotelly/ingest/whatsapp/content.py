"""What a message of WhatsApp Web says: its words, what it shows, and which message it changes.

A message is a map of one kind (`conversation`, `imageMessage`, …), perhaps inside wrappers that say
how it is shown. The kinds are those of WhatsApp's protocol (WAProto), as Baileys and whatsmeow
name them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hotelly.ingest.receipt import text_at

Message = Mapping[str, Any]

WRAPPERS: Final = (
    "ephemeralMessage",
    "viewOnceMessage",
    "viewOnceMessageV2",
    "viewOnceMessageV2Extension",
    "documentWithCaptionMessage",
    "deviceSentMessage",
    "editedMessage",
    "groupMentionedMessage",
    "botInvokeMessage",
    "associatedChildMessage",
)
DEEPEST: Final = 8
"""wrappers in wrappers; an honest one has two"""
WORDS_AT: Final = (
    ("conversation",),
    ("extendedTextMessage", "text"),
    ("imageMessage", "caption"),
    ("videoMessage", "caption"),
    ("ptvMessage", "caption"),
    ("documentMessage", "caption"),
    ("speechToText",),
    ("listResponseMessage", "title"),
    ("listResponseMessage", "description"),
    ("listResponseMessage", "singleSelectReply", "selectedRowId"),
    ("buttonsResponseMessage", "selectedDisplayText"),
    ("buttonsResponseMessage", "selectedButtonId"),
    ("templateButtonReplyMessage", "selectedDisplayText"),
    ("templateButtonReplyMessage", "selectedId"),
    ("interactiveResponseMessage", "body", "text"),
    ("interactiveMessage", "body", "text"),
    ("templateMessage", "hydratedTemplate", "hydratedContentText"),
    ("templateMessage", "hydratedFourRowTemplate", "hydratedContentText"),
    ("templateMessage", "interactiveMessageTemplate", "body", "text"),
    ("buttonsMessage", "contentText"),
    ("listMessage", "description"),
    ("orderMessage", "message"),
    ("liveLocationMessage", "caption"),
    ("requestPaymentMessage", "noteMessage", "extendedTextMessage", "text"),
    ("pollCreationMessage", "name"),
    ("pollCreationMessageV2", "name"),
    ("pollCreationMessageV3", "name"),
    ("eventMessage", "name"),
    ("groupInviteMessage", "caption"),
)
SHOWS: Final = {
    "audioMessage": "áudio",
    "imageMessage": "imagem",
    "videoMessage": "vídeo",
    "ptvMessage": "vídeo",
    "documentMessage": "documento",
    "locationMessage": "localização",
    "liveLocationMessage": "localização",
    "contactMessage": "contato",
    "contactsArrayMessage": "contatos",
    "productMessage": "produto",
    "orderMessage": "pedido",
}
"""what stands in a guest's chat where there are no words; other kinds say nothing to a hotel:
reactions, stickers, votes, keys, encrypted edits, placeholders of what comes later"""
REVOKED: Final = ("REVOKE", "0")
EDITED: Final = ("MESSAGE_EDIT", "14")


@dataclass(frozen=True)
class Content:
    words: str | None = None
    shows: str | None = None
    """what is there instead of words, in Portuguese"""
    edits: str | None = None
    """the id of the message that these words replace"""
    revokes: str | None = None
    """the id of the message that was taken back"""
    ad: Mapping[str, str] | None = None
    """the ad that the guest came by"""

    @property
    def says_something(self) -> bool:
        return bool(self.words or self.shows)


def content_of(message: object, context: object = None) -> Content:
    """What `message` says. `context` is the contextInfo that some providers put beside it."""
    outer = message if isinstance(message, Mapping) else {}
    inner = _unwrapped(outer)
    protocol = inner.get("protocolMessage")
    if isinstance(protocol, Mapping):
        return _change(protocol)
    spoken = text_at(outer, "speechToText")
    return Content(
        words=_words(inner) or spoken, shows=_shown(inner), ad=_ad(context) or _ad_within(inner)
    )


def edit_of(protocol: Mapping[str, Any]) -> Content:
    """What an edit says: {key, editedMessage}."""
    edited = content_of(protocol.get("editedMessage"))
    return Content(edited.words, edited.shows, edits=text_at(protocol, "key", "id"))


def _change(protocol: Mapping[str, Any]) -> Content:
    kind = text_at(protocol, "type")
    if kind in EDITED or (kind is None and protocol.get("editedMessage")):
        return edit_of(protocol)
    if kind in REVOKED:
        return Content(revokes=text_at(protocol, "key", "id"))
    return Content()


def _unwrapped(message: Message) -> Message:
    for _ in range(DEEPEST):
        inside = next((message[name] for name in WRAPPERS if _holds_one(message.get(name))), None)
        if inside is None:
            return message
        message = inside["message"]
    return {}


def _holds_one(wrapper: object) -> bool:
    return isinstance(wrapper, Mapping) and isinstance(wrapper.get("message"), Mapping)


def _words(message: Message) -> str | None:
    texts = (text_at(message, *path) for path in WORDS_AT)
    said = next((text for text in texts if text and text.strip()), None)
    return said or _chosen(message) or _place(message) or _people(message)


def _chosen(message: Message) -> str | None:
    """The button of a native flow: its parameters are JSON in a text."""
    path = ("interactiveResponseMessage", "nativeFlowResponseMessage", "paramsJson")
    try:
        parameters = json.loads(text_at(message, *path) or "null")
    except ValueError:
        return None
    return text_at(parameters, "display_text") or text_at(parameters, "id")


def _place(message: Message) -> str | None:
    place = message.get("locationMessage")
    if not isinstance(place, dict):
        return None
    parts = [text_at(place, name) for name in ("name", "address")]
    parts += [f"{place.get('degreesLatitude')}, {place.get('degreesLongitude')}"]
    return f"[localização: {', '.join(part for part in parts if part)}]"


def _people(message: Message) -> str | None:
    single = message.get("contactMessage")
    several = message.get("contactsArrayMessage")
    contacts = several.get("contacts") if isinstance(several, Mapping) else [single]
    names = [text_at(each, "displayName") for each in contacts or []] if contacts else []
    known = [name for name in names if name]
    return f"[contato: {', '.join(known)}]" if known else None


def _shown(message: Message) -> str | None:
    return next((SHOWS[kind] for kind in SHOWS if isinstance(message.get(kind), Mapping)), None)


def _ad_within(message: Message) -> Mapping[str, str] | None:
    kinds = (kind.get("contextInfo") for kind in message.values() if isinstance(kind, Mapping))
    return next((ad for context in kinds if (ad := _ad(context))), None)


def _ad(context: object) -> Mapping[str, str] | None:
    reply = context.get("externalAdReply") if isinstance(context, Mapping) else None
    names = ("sourceId", "sourceType", "sourceUrl", "title", "ctwaClid")
    known = {name: text_at(reply, name) for name in names}
    found = {name: value[:500] for name, value in known.items() if value}
    return found if "sourceId" in found or "ctwaClid" in found else None
