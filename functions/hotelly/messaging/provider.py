"""What a provider of WhatsApp can do for send-message. One module each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hotelly.errors import Rejected, Unavailable


@dataclass(frozen=True)
class Outgoing:
    """One text on its way to one person, known by at least one address."""

    message_id: str
    """ours"""
    text: str
    phone: str | None = None
    """E.164"""
    lid: str | None = None
    bsuid: str | None = None
    """how WhatsApp calls who hides the number: Evolution's way, and Meta's"""
    instance: str | None = None
    """the account that it leaves by; None is the default one"""
    template: str | None = None
    """of Meta, for who has not written for a day"""
    heard_at: datetime | None = None
    """when the person last wrote"""


class Provider(Protocol):
    def send_text(self, message: Outgoing) -> str:
        """The provider's id of it. Raises Undeliverable, Unsent, NotAllowed; any other Problem
        when it may be sent all the same.
        """

    def find_sent(self, message: Outgoing, since: datetime, others: Collection[str]) -> str | None:
        """The provider's id of a text whose sending ended in silence; not one of `others`, which
        say the same. None: the provider has no such text. Raises Untold.
        """


class Undeliverable(Exception):
    """The provider says that this person cannot get it; `code` is why."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


class Untold(Exception):
    """This provider cannot be asked what became of a text; it tells of one that it took."""


class Unsent(Unavailable):
    """It certainly did not leave, and may later; `reason` is the provider's code."""

    def __init__(self, reason: str) -> None:
        super().__init__("whatsapp_unavailable", "WhatsApp did not take the text. Ask again.")
        self.reason = reason


class NotAllowed(Rejected):
    """It did not leave, and will not before a person mends our account; `reason` as above."""

    def __init__(self, reason: str) -> None:
        super().__init__("whatsapp_refused", "WhatsApp refuses our account, number or template.")
        self.reason = reason
