"""Who wrote: WhatsApp addresses people by number (`…@s.whatsapp.net`) or, to hide it, by an opaque
id (`…@lid`); the other one may stand beside it under several names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hotelly.ingest.receipt import text_at

BY_NUMBER: Final = ("s.whatsapp.net", "c.us", "hosted")
BY_HIDDEN_ID: Final = ("lid", "hosted.lid")
BROADCAST: Final = "broadcast"
STATUS: Final = "status"
"""what everybody sees for a day is no message to us"""
CHAT: Final = ("remoteJid", "remoteJidAlt", "senderPn", "senderLid")
PARTICIPANT: Final = ("participant", "participantAlt", "participantPn", "participantLid")
"""in a broadcast list the chat is the list, and the participant who wrote"""


@dataclass(frozen=True)
class Sender:
    chat: str
    """the address of the chat, as the provider has it"""
    number: str | None = None
    """`+` and digits, not checked yet"""
    lid: str | None = None


def sender_of(key: Mapping[str, Any]) -> Sender | None:
    """None for groups, channels, the status of a day, and addresses that nobody knows."""
    chat = text_at(key, "remoteJid") or ""
    user, _, server = chat.partition("@")
    if server == BROADCAST:
        return None if user == STATUS else _sender(chat, _addresses(key, PARTICIPANT))
    return _sender(chat, _addresses(key, CHAT))


def _addresses(key: Mapping[str, Any], names: Iterable[str]) -> list[tuple[str, str]]:
    """User and server of each address; `:device` and `_agent` are left out."""
    found = (text_at(key, name) or "" for name in names)
    parts = (address.partition("@") for address in found)
    return [(user.partition(":")[0].partition("_")[0], server) for user, _, server in parts]


def _sender(chat: str, addresses: Iterable[tuple[str, str]]) -> Sender | None:
    known = list(addresses)
    number = next((user for user, server in known if server in BY_NUMBER), None)
    lid = next((user for user, server in known if server in BY_HIDDEN_ID), None)
    if known[0][1] not in (*BY_NUMBER, *BY_HIDDEN_ID):
        return None
    return Sender(chat, f"+{number}" if number else None, lid)
