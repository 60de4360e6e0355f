"""What was written to and from the hotel's numbers, and what the Graph API takes for it."""

import secrets
import time
from base64 import b64encode
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from infra.local.standins.kept import Kept, KeptObjects, whole

WINDOW_SECONDS = 24 * 3600
"""after a guest's words, in which free text reaches the guest"""


def new_wamid() -> str:
    return "wamid." + b64encode(secrets.token_bytes(24)).decode()


class Message(BaseModel):
    """A text, sent or received."""

    id: str = Field(default_factory=new_wamid)
    number_id: str
    guest: str
    """digits of the number, or the id of who hides it"""
    from_guest: bool
    text: str
    template: str | None = None
    reference: str | None = None
    """what the sender gave it to carry"""
    status: Literal["received", "accepted", "sent", "delivered", "read", "failed"]
    at: int = Field(default_factory=lambda: int(time.time()))


class Text(BaseModel):
    model_config = ConfigDict(extra="ignore")

    body: Annotated[str, Field(min_length=1, max_length=4096)]


class Parameter(BaseModel):
    type: Literal["text"]
    text: Annotated[str, Field(min_length=1, max_length=1024)]


class Component(BaseModel):
    type: Literal["body"]
    parameters: list[Parameter]


class Language(BaseModel):
    code: str


class Template(BaseModel):
    name: str
    language: Language
    components: list[Component] = []

    @property
    def words(self) -> list[str]:
        return [each.text for component in self.components for each in component.parameters]


class SendMessage(BaseModel):
    """Body of `POST /{phone number id}/messages`."""

    model_config = ConfigDict(extra="ignore")

    messaging_product: Literal["whatsapp"]
    recipient_type: Literal["individual"] = "individual"
    to: Annotated[str, Field(pattern=r"^\+?\d{8,15}$")] | None = None
    recipient: Annotated[str, Field(pattern=r"^[A-Z]{2}\.[A-Za-z0-9.]+$")] | None = None
    type: Literal["text", "template"] = "text"
    text: Text | None = None
    template: Template | None = None
    biz_opaque_callback_data: Annotated[str, Field(max_length=512)] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.to is None) == (self.recipient is None):
            raise ValueError("either to or recipient")
        if getattr(self, self.type) is None:
            raise ValueError("the content of its type")
        return self

    @property
    def guest(self) -> str:
        return (self.to or self.recipient or "").removeprefix("+")


class Mailbox:
    """All messages of all numbers, oldest first."""

    def __init__(self, kept: KeptObjects) -> None:
        """With what `kept` knows of before; it keeps what comes."""
        self._kept = kept
        self.messages = [Message.model_validate(each) for each in kept.of("message")]

    def keep(self, message: Message) -> Message:
        if all(each is not message for each in self.messages):
            self.messages.append(message)
        self._kept.put([Kept("message", message.id, whole(message))])
        return message

    def received(self, **fields: Any) -> Message:
        """A message of a guest; the same id again is the same message."""
        known = next((each for each in self.messages if each.id == fields.get("id")), None)
        return known or self.keep(Message(**fields, from_guest=True, status="received"))

    def of(self, guest: str) -> Iterator[Message]:
        return (each for each in self.messages if each.guest == guest)

    def has_heard(self, number_id: str, guest: str) -> bool:
        """Whether the guest wrote to this number within a day."""
        since = time.time() - WINDOW_SECONDS
        return any(
            each.from_guest and each.number_id == number_id and each.at > since
            for each in self.of(guest)
        )
