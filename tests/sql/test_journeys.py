"""Any order of requests, payments, cancellations and passing time keeps what must be true."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.sql.hotel import NOON, Hotel


class Journeys(RuleBasedStateMachine):
    """A hotel of two rooms and what guests, Stripe and the scheduler may do to it."""

    hotel: Hotel
    sessions = Bundle("sessions")

    def __init__(self) -> None:
        super().__init__()
        self.hotel.forget_everything()
        self.hotel.open_for_business(total=2, nights=6)
        self.now = NOON
        self.guests = 0
        self.paid: set[str] = set()
        self.ended: dict[Any, str] = {}

    @rule(minutes=st.integers(1, 50))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(target=sessions, first=st.integers(0, 3), nights=st.integers(1, 3))
    def a_guest_asks(self, first: int, nights: int) -> tuple[str | None, str, int]:
        self.guests += 1
        guest = {"name": "Ana", "phone": f"+55119{self.guests:08}"}
        event_id, answer = self.hotel.hold(self.now, first=first, nights=nights, guest=guest)
        if answer["outcome"] != "held":
            return None, f"cs_{uuid4().hex}", 1
        return (
            answer["hold_id"],
            self.hotel.open_session(event_id, self.now),
            answer["amount_cents"],
        )

    @rule(session=sessions, right=st.sampled_from([True, True, False]))
    def money_arrives(self, session: tuple[str | None, str, int], right: bool) -> None:
        hold_id, session_id, amount = session
        self.hotel.pay(session_id, hold_id, self.now, amount_total=amount if right else amount + 1)
        self.paid.add(session_id)

    @rule(session=sessions, event_type=st.sampled_from(["payment_pending", "payment_failed"]))
    def money_does_not_arrive(self, session: tuple[str | None, str, int], event_type: str) -> None:
        hold_id, session_id, _ = session
        self.hotel.pay(
            session_id, hold_id, self.now, event_type=event_type, payment_status="unpaid"
        )

    @rule(session=sessions)
    def the_session_ends(self, session: tuple[str | None, str, int]) -> None:
        hold_id, session_id, _ = session
        self.hotel.pay(session_id, hold_id, self.now, status="expired", payment_status="unpaid")

    @rule(session=sessions)
    def somebody_cancels(self, session: tuple[str | None, str, int]) -> None:
        if session[0]:
            self.hotel.step(
                "cancel", self.hotel.event("hold_cancelled", {"hold_id": session[0]}), self.now
            )

    @rule(session=sessions)
    def somebody_closes_the_session(self, session: tuple[str | None, str, int]) -> None:
        if session[0]:
            self.hotel.call(
                "close_payment", hold_id=session[0], session_id=session[1], now=self.now
            )

    @rule()
    def the_scheduler_runs(self) -> None:
        for hold_id in self.hotel.call("expire", limit=100, now=self.now)["closing"]:
            self.stripe_says_how_it_stands(hold_id)
        assert not self.hotel.rows(
            "select id from holds where status = 'active' and release_at <= %s", self.now
        )

    def stripe_says_how_it_stands(self, hold_id: str) -> None:
        payment = self.hotel.call("open_payment", hold_id=hold_id)
        if payment["outcome"] == "open":
            ids = {"hold_id": hold_id, "session_id": payment["session_id"]}
            self.hotel.call("close_payment", **ids, now=self.now)
        elif payment["outcome"] == "processing":
            changes = {"event_type": "payment_failed", "payment_status": "unpaid"}
            self.hotel.pay(payment["session_id"], hold_id, self.now, **changes)

    @invariant()
    def rooms_are_conserved(self) -> None:
        assert self.hotel.is_conserved()

    @invariant()
    def money_is_a_reservation_or_waits_for_a_person(self) -> None:
        kept = self.hotel.rows(
            """select p.provider_object_id
               from payments p left join reservations r on r.payment_id = p.id
               where p.status = 'needs_manual'
                 or p.status = 'succeeded' and r.status = 'confirmed'"""
        )
        assert {session_id for (session_id,) in kept} == self.paid

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        ended = dict(self.hotel.rows("select id, status::text from holds where status <> 'active'"))
        assert self.ended.items() <= ended.items()
        self.ended = ended


@pytest.fixture
def journeys(hotel: Hotel) -> type[Journeys]:
    return type("JourneysHere", (Journeys,), {"hotel": hotel})


def test_any_order_of_events_keeps_rooms_and_money_right(journeys: type[Journeys]) -> None:
    run_state_machine_as_test(
        journeys,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,  # the same walks everywhere: a failure here is a failure for everyone
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
