"""Guests: what they ask for, and how they pay, too late, twice or not at all."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final

from infra.local.standins.stripe.checkout import (
    NotPayable,
    decline_card,
    pay_by_card,
    settle,
    start_pix,
)
from infra.local.standins.stripe.objects import Session
from tests.simulation.guest import Guest
from tests.simulation.world import FIRST_NIGHT, HOUR, MINUTE, World

PLANS: Final = (
    "card",
    "pix",
    "never",
    "card at the last moment",
    "pix at the last moment",
    "pix never paid",
    "declined, then card",
    "cancels",
    "cancels and pays",
    "cancels while the Pix is on its way",
)
READING: Final = (2 * MINUTE, 20.0, 10 * MINUTE, 16 * MINUTE, 29 * MINUTE)
"""from the text to the payment page"""

Post = Callable[[str, str, dict[str, Any]], None]
"""sends an event: by whom, its type, its payload"""


class Guests:
    def __init__(self, world: World, post: Post) -> None:
        self._world = world
        self._choices = world.choices
        self._post = post

    def plan(self) -> None:
        world = self._world
        for number in range(1, 1 + self._choices.draw("guests", (1, 2, 3, 4, 5, 6))):
            guest = Guest(number, self._choices.draw(f"plan of guest {number}", PLANS))
            world.guests.append(guest)
            world.at(f"{guest.name} asks", HOUR / 2, partial(self._ask, guest))
        world.on_link = self._go_to_pay

    def _ask(self, guest: Guest) -> None:
        draw = self._choices.draw
        first = draw(f"{guest.name}, first night", (0, 1, 2), 0.3)
        check_in = FIRST_NIGHT + timedelta(days=first)
        nights = timedelta(days=draw(f"{guest.name}, nights", (1, 2)))
        quantity = draw(f"{guest.name}, rooms", (1, 2), 0.2)
        payload = {
            "check_in": check_in.isoformat(),
            "check_out": (check_in + nights).isoformat(),
            "rooms": [{"room_type": "standard", "quantity": quantity}],
            "guest": guest.person,
        }
        self._post(f"{guest.name} asks", "hold_requested", payload)

    def _go_to_pay(self, guest: Guest, session_id: str) -> None:
        if session_id in guest.links:
            return
        guest.links.add(session_id)
        stage = self._world.stage
        session = self._world.stripe.account.sessions[session_id]
        seconds = self._choices.draw(f"{guest.name}, reading", READING)
        soon = stage.now + seconds
        last = max(soon, session.expires_at - 2.0)
        plan, pay = guest.plan, lambda: self._pay(guest, session)
        if plan == "card":
            stage.at(soon, pay)
        elif plan == "card at the last moment":
            stage.at(last, pay)
        elif plan == "declined, then card":
            stage.at(soon, lambda: self._act(guest, "is declined", decline_card, session))
            stage.at(soon + MINUTE, pay)
        elif plan.startswith("pix"):
            begins = last if "last moment" in plan else soon
            stage.at(begins, lambda: self._begin_pix(guest, session))
        elif plan.startswith("cancels"):
            self._cancel_soon(guest, session, soon)

    def _cancel_soon(self, guest: Guest, session: Session, soon: float) -> None:
        stage = self._world.stage
        stage.at(soon, lambda: self._cancel(guest, session.metadata["hold_id"]))
        if guest.plan == "cancels and pays":
            early = self._choices.draw(f"{guest.name}, pays", (0.0, -1.0, 0.5, 2.0, 20.0))
            stage.at(soon + early, lambda: self._pay(guest, session))
        elif "Pix" in guest.plan:
            stage.at(soon - 10, lambda: self._begin_pix(guest, session))

    def _cancel(self, guest: Guest, hold_id: str) -> None:
        guest.cancellations += 1
        number = "" if guest.cancellations == 1 else f" ({guest.cancellations})"
        self._post(f"{guest.name} cancels{number}", "hold_cancelled", {"hold_id": hold_id})

    def _pay(self, guest: Guest, session: Session) -> None:
        self._act(guest, "pays by card", pay_by_card, session)

    def _begin_pix(self, guest: Guest, session: Session) -> None:
        self._act(guest, "begins a Pix", start_pix, session)
        account = self._world.stripe.account
        intent = account.payment_intents.get(session.payment_intent or "")
        if intent is None or intent.next_action is None:
            return
        deadline = intent.next_action["pix_display_qr_code"]["expires_at"]
        self._world.watch(session.id, deadline)
        if guest.plan == "pix never paid":
            return
        now = self._world.stage.now
        paid = deadline - 2.0 if "last moment" in guest.plan else min(now + 90, deadline - 1.0)
        self._world.stage.at(paid, lambda: self._act(guest, "pays the Pix", _settle, session))

    def _act(self, guest: Guest, what: str, action: Any, session: Session) -> None:
        self._world.lapse()
        try:
            action(self._world.stripe.account, session)
            self._world.tell(f"{guest.name} {what}")
        except NotPayable:
            self._world.tell(f"{guest.name} comes too late: {what}")
        self._world.stripe.after()


def _settle(account: Any, session: Session) -> None:
    settle(account, session, paid=True)
