"""Two transactions on one hold, in lock step: whatever the first has done and not yet committed
when the second comes, rooms are conserved, money is kept, and nobody fails."""

import itertools
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.sql.hotel import NOON, Hotel

SESSION = "cs_open"
DEADLINE = NOON + timedelta(minutes=15)
RELEASED = NOON + timedelta(minutes=72)
PAID = {
    "session_id": SESSION,
    "status": "complete",
    "payment_status": "paid",
    "amount_total": 20_000,
    "currency": "brl",
    "payment_intent": "pi_1",
}

Move = Callable[[Hotel, str, str], Any]
"""What one transaction does, given a hold and the event that is its own."""


def converts(**changes: Any) -> Move:
    def move(hotel: Hotel, hold_id: str, event_id: str) -> Any:
        session = PAID | {"hold_id": hold_id} | changes
        return hotel.step("convert", event_id, NOON, session=session)

    return move


MOVES: dict[str, Move] = {
    "money": converts(),
    "wrong money": converts(amount_total=1),
    "second session's money": converts(session_id="cs_second"),
    "Pix on its way": converts(payment_status="unpaid"),
    "session expired": converts(status="expired", payment_status="unpaid"),
    "cancel": lambda hotel, _, event_id: hotel.step("cancel", event_id, NOON),
    "close": lambda hotel, hold_id, _: hotel.call(
        "close_payment", hold_id=hold_id, session_id=SESSION, now=DEADLINE
    ),
    "expire": lambda hotel, *_: hotel.call("expire", limit=10, now=RELEASED),
    "next guest": lambda hotel, _, event_id: hotel.step("create_hold", event_id, RELEASED),
    "fewer rooms": lambda hotel, _, event_id: hotel.step("set_ari", event_id, NOON),
}
MONEY = {"money", "wrong money", "second session's money"}


def event_for(hotel: Hotel, move: str, hold_id: str) -> str:
    match move:
        case "next guest":
            return hotel.request()
        case "fewer rooms":
            night = {"room_type": "standard", "first_night": "2030-03-10", "total": 0}
            return hotel.event(
                "ari_updated", night | {"last_night": "2030-03-12"}, property_id="pousada"
            )
        case "cancel":
            return hotel.event("hold_cancelled", {"hold_id": hold_id})
    kind = "payment_pending" if move == "Pix on its way" else "payment_succeeded"
    return hotel.event(kind, {"session_id": SESSION})


@pytest.mark.parametrize("commits", [True, False], ids=["commits", "rolls back"])
@pytest.mark.parametrize(
    ("first", "second"),
    list(itertools.product(MOVES, MOVES)),
    ids=lambda move: move.replace(" ", "-"),
)
def test_two_transactions_on_one_hold(hotel: Hotel, first: str, second: str, commits: bool) -> None:
    hotel.set_ari(total=1)
    event_id, held = hotel.hold()
    payment = hotel.step("start_payment", event_id)
    hotel.step(
        "record_checkout",
        event_id,
        payment_id=payment["payment_id"],
        session_id=SESSION,
        url="https://pay.example/c",
    )
    hold_id = held["hold_id"]
    events = [event_for(hotel, move, hold_id) for move in (first, second)]

    in_lock_step(
        hotel,
        lambda one: MOVES[first](one, hold_id, events[0]),
        lambda one: MOVES[second](one, hold_id, events[1]),
        commits,
    )

    assert hotel.is_conserved()
    came = {second} | ({first} if commits else set())
    assert len(kept_money(hotel)) == len(money_sessions(came))


def in_lock_step(
    hotel: Hotel, first: Callable[[Hotel], Any], second: Callable[[Hotel], Any], commits: bool
) -> None:
    """The first is done and not yet committed when the second begins; it commits, or rolls back,
    once the second waits for it or is done."""
    with Hotel(hotel.url) as one, Hotel(hotel.url) as other:
        one.connection.autocommit = False
        first(one)
        failures: list[BaseException] = []

        def run() -> None:
            try:
                second(other)
            except BaseException as error:
                # what is in somebody's hand is asked for again
                if getattr(error, "state", None) != "XH503":
                    failures.append(error)

        [pid] = [row[0] for row in other.rows("select pg_backend_pid()")]
        thread = threading.Thread(target=run)
        thread.start()
        while thread.is_alive() and not hotel.value("select pg_blocking_pids(%s) <> '{}'", pid):
            thread.join(0.002)
        (one.connection.commit if commits else one.connection.rollback)()
        thread.join(20)
        assert not thread.is_alive()
        assert failures == []


def kept_money(hotel: Hotel) -> list[Any]:
    """Sessions whose money is a reservation or waits for a person."""
    return hotel.rows(
        """select p.provider_object_id from payments p
           left join reservations r on r.payment_id = p.id and r.status = 'confirmed'
           where p.status = 'needs_manual' or r.id is not null"""
    )


def money_sessions(moves: set[str]) -> set[str]:
    return {"cs_second" if "second" in move else SESSION for move in moves & MONEY}
