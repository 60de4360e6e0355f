"""What guests write."""

from hotelly.contacts.phone import Phone
from hotelly.ingest.payloads.fields import Identifier, Name, Payload


class MessageReceived(Payload):
    message_id: Identifier
    phone: Phone
    jid: Identifier | None = None
    name: Name | None = None
    text: str | None = None
    message_type: Identifier = "unknown"
    instance: Identifier | None = None
    sent_at: Identifier | None = None
