"""What guests write, how our messages fare, and what staff answer by hand."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hotelly.contacts.phone import Phone
from hotelly.ingest.payloads.fields import Identifier, Name, Payload


class Message(Payload):
    """Who stands at the other end: a number, an id that hides it, or both."""

    message_id: Annotated[str, Field(max_length=200)] = ""
    phone: Phone | None = None
    lid: Identifier | None = None
    bsuid: Identifier | None = None
    jid: Identifier | None = None
    instance: Identifier | None = None

    @model_validator(mode="after")
    def _has_another_end(self) -> Self:
        if self.phone or self.lid or self.bsuid:
            return self
        raise ValueError("a message needs a phone, or the id that hides it")


class MessageReceived(Message):
    name: Name | None = None
    """of the profile"""
    text: str | None = None
    shows: Name | None = None
    """what it shows instead of words: `áudio`"""
    edits: Identifier | None = None
    """the id of the message that these words replace"""
    message_type: Identifier = "unknown"
    sent_at: Identifier | None = None
    ad: dict[str, str] | None = None
    """the ad that the guest came by"""


class StaffReplied(MessageReceived):
    """Words that somebody of the hotel wrote on the telephone itself."""


class MessageDeleted(Message):
    """`message_id` is the message that its writer took back."""


class DeliveryReported(Payload):
    provider_id: Identifier
    state: Literal["sent", "delivered", "read", "failed"]
    instance: Identifier | None = None
    error: Identifier | None = None
    reference: Identifier | None = None
    """what we gave the message to carry: its id here"""


class PreferenceChanged(Message):
    """Whether a guest wants to hear of offers."""

    wants: Literal["stop", "resume"]
