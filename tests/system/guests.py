"""Guests for the system tests, none of whom shares anything with another."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.samples import AT_ANY_HOUR, ari_updated, hold_requested
from infra.local.client.waiting import eventually
from infra.local.demo.guests import LINK

NIGHT = date.today() + timedelta(days=40)
_numbers = itertools.count(1)


@dataclass
class Guest:
    """Somebody with a phone of their own, at a property of their own."""

    caller: Caller
    records: Records
    number: int = field(default_factory=lambda: next(_numbers))
    correlation_id: str = ""

    @property
    def property_id(self) -> str:
        return f"hotel-{self.number}"

    @property
    def phone(self) -> str:
        return f"+55119{80000000 + self.number}"

    @property
    def name(self) -> str:
        return f"Hóspede Número {self.number}"

    def opens_hotel(self, rooms: int = 2) -> "Guest":
        self.records.set_property(self.property_id, f"Hotel {self.number}", **AT_ANY_HOUR)
        sample = ari_updated().changed(
            [
                f"property_id={self.property_id}",
                f"payload.first_night={NIGHT}",
                f"payload.last_night={NIGHT + timedelta(days=5)}",
                f"payload.total={rooms}",
            ]
        )
        answer = self.caller.post(sample.path, sample.body).json()
        assert self.records.wait_for_event(answer["event_id"])["status"] == "processed"
        return self

    def request(self) -> dict[str, Any]:
        """The body that asks for two nights."""
        sample = hold_requested()
        payload = {
            **sample.body["payload"],
            "check_in": NIGHT.isoformat(),
            "check_out": (NIGHT + timedelta(days=2)).isoformat(),
            "guest": {"name": self.name, "phone": self.phone},
        }
        return {**sample.body, "property_id": self.property_id, "payload": payload}

    def asks(self) -> dict[str, Any]:
        """Ask for rooms; the answer of the webhook."""
        answer: dict[str, Any] = self.caller.post("/events", self.request()).json()
        self.correlation_id = answer["correlation_id"]
        return answer

    def link(self) -> str:
        """The address of the payment page that came by WhatsApp."""
        (text, *_) = eventually(
            "the guest gets a link", lambda: self.caller.read_whatsapp(self.phone)
        )
        found = LINK.search(text)
        assert found is not None, "the first text has no link"
        return found.group()

    def pays(self) -> None:
        assert self.caller.pay(self.link(), "card").status_code == 303

    def events(self) -> list[dict[str, Any]]:
        return self.records.rows(
            "select * from events where correlation_id = %s order by created_at",
            self.correlation_id,
        )

    def is_confirmed(self) -> bool:
        """Whether the payment's event is processed too."""
        return [event["status"] for event in self.events()] == ["processed", "processed"]
