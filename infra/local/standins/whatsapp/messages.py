"""The messages of the stand-in's WhatsApp accounts, in the shape of Evolution API v2."""

import secrets
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict, Field

from infra.local.standins.kept import Kept, KeptObjects, whole
from infra.local.standins.whatsapp.jid import jid_of

Status = Literal["PENDING", "SERVER_ACK", "DELIVERY_ACK", "READ"]


def new_message_id() -> str:
    return "3EB0" + secrets.token_hex(9).upper()


def instance_id(name: str) -> str:
    """Evolution's internal id of an instance: always the same for the same name."""
    return str(uuid5(NAMESPACE_URL, f"evolution:{name}"))


class Key(BaseModel):
    remoteJid: str
    fromMe: bool
    id: str


class Message(BaseModel):
    """A text, sent or received."""

    key: Key
    pushName: str
    status: Status
    message: dict[str, str]
    contextInfo: None = None
    messageType: Literal["conversation"] = "conversation"
    messageTimestamp: int = Field(default_factory=lambda: int(time.time()))
    instanceId: str
    source: str = "unknown"

    @property
    def text(self) -> str:
        return self.message["conversation"]


class SendText(BaseModel):
    """Body of `POST /message/sendText/{instance}`; options of delivery are taken and ignored."""

    model_config = ConfigDict(extra="ignore")

    number: Annotated[str, Field(pattern=r"^\+?[\d\s()-]{8,24}$|@")]
    text: Annotated[str, Field(min_length=1)]


class KeyFilter(BaseModel):
    id: str | None = None
    fromMe: bool | None = None
    remoteJid: str | None = None

    def takes(self, key: Key) -> bool:
        return (
            self.id in (None, key.id)
            and self.remoteJid in (None, key.remoteJid)
            and self.fromMe in (None, key.fromMe)
        )


class Span(BaseModel):
    gte: datetime
    lte: datetime

    def takes(self, seconds: int) -> bool:
        return self.gte.timestamp() <= seconds <= self.lte.timestamp()


class Where(BaseModel):
    key: KeyFilter = KeyFilter()
    messageTimestamp: Span | None = None

    def takes(self, message: Message) -> bool:
        span = self.messageTimestamp
        return self.key.takes(message.key) and (
            span is None or span.takes(message.messageTimestamp)
        )


class FindMessages(BaseModel):
    """Body of `POST /chat/findMessages/{instance}`; `offset` is Evolution's word for page size."""

    where: Where = Where()
    page: Annotated[int, Field(ge=1)] = 1
    offset: Annotated[int, Field(ge=1)] = 50


class Mailbox:
    """All messages of all instances, oldest first."""

    def __init__(self, kept: KeptObjects | None = None) -> None:
        """With what `kept` knows of before; it keeps what comes."""
        self._kept = kept or KeptObjects(None)
        self.lids: dict[str, str] = {}
        """under which hidden id the chat of a number is kept, where it is"""
        self._messages = [Message.model_validate(each) for each in self._kept.of("message")]

    def send(self, instance: str, asked: SendText) -> Message:
        jid = jid_of(asked.number)
        lid = self.lids.get(jid)
        key = Key(remoteJid=lid or jid, fromMe=True, id=new_message_id())
        return self._keep(instance, key, push_name="Você", text=asked.text, status="PENDING")

    def receive(self, instance: str, jid: str, name: str, text: str, message_id: str) -> Message:
        """A message of a guest; the same `message_id` again is the same message."""
        known = next((each for each in self._messages if each.key.id == message_id), None)
        if known is not None:
            return known
        key = Key(remoteJid=jid, fromMe=False, id=message_id)
        return self._keep(instance, key, push_name=name, text=text, status="DELIVERY_ACK")

    def of(self, instance: str | None = None) -> Iterator[Message]:
        """The messages of one instance, or of all."""
        wanted = None if instance is None else instance_id(instance)
        return (each for each in self._messages if wanted in (None, each.instanceId))

    def _keep(
        self, instance: str, key: Key, *, push_name: str, text: str, status: Status
    ) -> Message:
        message = Message(
            key=key,
            pushName=push_name,
            status=status,
            message={"conversation": text},
            instanceId=instance_id(instance),
        )
        self._messages.append(message)
        self._kept.put([Kept("message", key.id, whole(message))])
        return message
