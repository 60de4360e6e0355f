"""Four guests: one pays by card, one not at all, one too late, and one comes when all is sold."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.samples import (
    AT_ANY_HOUR,
    DEMO_PROPERTY,
    ari_updated,
    hold_cancelled,
    hold_requested,
)
from infra.local.client.waiting import eventually
from infra.local.demo.story import Story

HURRIED_PROPERTY = "pousada-do-porto"
HURRY = timedelta(seconds=2)
"""how long the hurried property holds rooms for a guest who does not pay"""
LINK = re.compile(r"https?://\S+/c/pay/\S+")
NIGHT = date.today() + timedelta(days=30)


@dataclass(frozen=True)
class Guest:
    name: str
    phone: str
    email: str

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]


ANA = Guest("Ana Quintela", "+5511987650001", "ana.quintela@exemplo.com.br")
BRUNO = Guest("Bruno Tavares", "+5521987650002", "bruno.tavares@exemplo.com.br")
CLARA = Guest("Clara Fontoura", "+5531987650003", "clara.fontoura@exemplo.com.br")
DAVI = Guest("Davi Nogueira", "+5548987650004", "davi.nogueira@exemplo.com.br")
GUESTS = (ANA, BRUNO, CLARA, DAVI)


@dataclass
class Hotel:
    """The guests' part of the story, on one stack."""

    stack: Caller
    records: Records
    story: Story

    def tell(self) -> dict[str, str]:
        """Everything that happens; the correlation id of each guest's journey."""
        self.open()
        return {
            f"{ANA.first_name}, who paid by card": self.ana_pays_by_card(),
            f"{BRUNO.first_name}, who did not pay": self.bruno_does_not_pay(),
            f"{CLARA.first_name}, who paid too late": self.clara_pays_too_late(),
            f"{DAVI.first_name}, who came when all was sold": self.davi_comes_too_late(),
        }

    def open(self) -> None:
        self.story.chapter("Rooms and prices")
        self.records.set_property(DEMO_PROPERTY, "Pousada Mar Azul", **AT_ANY_HOUR)
        hurry = f"{HURRY.total_seconds():.0f} seconds"
        self.records.set_property(
            HURRIED_PROPERTY, "Pousada do Porto", hold_for=hurry, **AT_ANY_HOUR
        )
        for property_id in (DEMO_PROPERTY, HURRIED_PROPERTY):
            self.sell_one_double(property_id)

    def sell_one_double(self, property_id: str) -> None:
        body = ari_updated().changed(
            [
                f"property_id={property_id}",
                f"payload.first_night={NIGHT}",
                f"payload.last_night={NIGHT + timedelta(days=9)}",
                "payload.total=1",
            ]
        )
        answer = self.stack.post(body.path, body.body).json()
        self.records.wait_for_event(answer["event_id"])
        nights = self.records.nights(property_id)
        self.story.claim(
            f"POST /events ari_updated: {property_id} sells one double for {len(nights)} nights",
            len(nights) == 10 and all(night["inv_total"] == 1 for night in nights),
        )

    def ana_pays_by_card(self) -> str:
        self.story.chapter("Guest 1: Ana pays by card")
        correlation_id, link = self.ask(ANA, DEMO_PROPERTY, NIGHT, nights=2)
        self.story.tell("Ana opens the payment page and pays by card. Stripe sends its webhook.")
        self.stack.pay(link, "card")
        self.read(ANA, after=1)
        hold = self.hold(correlation_id)
        self.story.claim("her hold became a confirmed reservation", hold["reservation"])
        self.story.claim("the payment is recorded as succeeded", hold["payment"] == "succeeded")
        self.story.claim(
            "both nights moved from held to booked",
            self.rooms(DEMO_PROPERTY, NIGHT, 2) == [(0, 1), (0, 1)],
        )
        return correlation_id

    def bruno_does_not_pay(self) -> str:
        self.story.chapter("Guest 2: Bruno does not pay")
        correlation_id, _ = self.ask(BRUNO, HURRIED_PROPERTY, NIGHT, nights=1)
        held = self.rooms(HURRIED_PROPERTY, NIGHT, 1)
        self.story.claim("the room is held for him", held == [(1, 0)])
        self.story.tell(f"He does nothing. {HURRY.seconds} seconds later the hold is over.")
        time.sleep(HURRY.total_seconds())
        self.stack.run_job("expire-holds")
        self.story.tell("Cloud Scheduler runs its job expire-holds.")
        self.until("his hold expires", correlation_id, lambda hold: hold["status"] == "expired")
        session = self.stack.stripe_session(self.hold(correlation_id)["session_id"])
        self.story.claim(
            "his Checkout Session is closed at Stripe, he cannot pay any more",
            session["status"] == "expired",
        )
        self.story.claim(
            "the room can be sold again", self.rooms(HURRIED_PROPERTY, NIGHT, 1) == [(0, 0)]
        )
        return correlation_id

    def clara_pays_too_late(self) -> str:
        self.story.chapter("Guest 3: Clara pays too late")
        correlation_id, link = self.ask(CLARA, DEMO_PROPERTY, NIGHT + timedelta(days=4), nights=1)
        self.story.tell("Clara chooses Pix and gets a code to pay with; her money is on its way.")
        self.stack.pay(link, "pix")
        self.read(CLARA, after=1)
        self.story.tell("She changes her mind and cancels: POST /events hold_cancelled.")
        sample = hold_cancelled()
        cancellation = {"hold_id": self.hold(correlation_id)["hold_id"]}
        self.stack.post(
            sample.path, {**sample.body, "property_id": DEMO_PROPERTY, "payload": cancellation}
        )
        self.read(CLARA, after=2)
        self.story.claim("her hold is released", self.hold(correlation_id)["status"] == "cancelled")
        self.story.tell("Only now does her money arrive.")
        self.stack.pay(link, "pix_paid")
        self.read(CLARA, after=3)
        hold = self.hold(correlation_id)
        self.story.claim("no reservation is made", not hold["reservation"])
        self.story.claim(
            "the payment needs a person (needs_manual)", hold["payment"] == "needs_manual"
        )
        found = self.records.payments_without_reservation()
        self.story.claim(
            "payments_without_reservation shows it to the operator, and nothing else",
            [str(row["hold_id"]) for row in found] == [hold["hold_id"]],
        )
        return correlation_id

    def davi_comes_too_late(self) -> str:
        self.story.chapter("Guest 4: Davi asks for a night that Ana has booked")
        correlation_id = self.request(DAVI, DEMO_PROPERTY, NIGHT, nights=1)
        self.read(DAVI)
        self.story.claim("nothing is held for him", not self.records.holds(correlation_id))
        return correlation_id

    def ask(self, guest: Guest, property_id: str, night: date, nights: int) -> tuple[str, str]:
        """A hold and the link to pay it: (correlation id, address of the payment page)."""
        correlation_id = self.request(guest, property_id, night, nights)
        link = LINK.search(self.read(guest))
        self.story.claim("the text has a link to the payment page", link)
        assert link is not None
        return correlation_id, link.group()

    def request(self, guest: Guest, property_id: str, night: date, nights: int) -> str:
        sample = hold_requested()
        payload = {
            **sample.body["payload"],
            "check_in": night.isoformat(),
            "check_out": (night + timedelta(days=nights)).isoformat(),
            "guest": {"name": guest.name, "phone": guest.phone, "email": guest.email},
        }
        body = {**sample.body, "property_id": property_id, "payload": payload}
        answer = self.stack.post(sample.path, body).json()
        stay = f"{nights} night{'s' * (nights > 1)} from {night:%d/%m/%Y}"
        self.story.tell(f"POST /events hold_requested: {stay} -> {answer['status']}")
        return str(answer["correlation_id"])

    def read(self, guest: Guest, after: int = 0) -> str:
        """The guest's next WhatsApp text, when `after` have been read."""
        texts = eventually(
            f"WhatsApp text {after + 1} reaches {guest.first_name}",
            lambda: self.stack.read_whatsapp(guest.phone)[after:],
        )
        self.story.quote(guest.first_name, texts[0])
        return texts[0]

    def hold(self, correlation_id: str) -> dict[str, Any]:
        (hold,) = self.records.holds(correlation_id)
        return hold

    def until(self, what: str, correlation_id: str, true: Callable[[dict[str, Any]], bool]) -> None:
        eventually(what, lambda: true(self.hold(correlation_id)))
        self.story.claim(what, True)

    def rooms(self, property_id: str, first: date, nights: int) -> list[tuple[int, int]]:
        """(held, booked) of each night of a stay."""
        stay = {first + timedelta(days=night) for night in range(nights)}
        found = self.records.nights(property_id)
        return [(each["inv_held"], each["inv_booked"]) for each in found if each["night"] in stay]
