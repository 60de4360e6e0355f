"""However many want the last room, and whatever happens at once, no night is sold twice."""

import random
from collections import Counter
from datetime import timedelta
from time import sleep
from typing import Any
from uuid import uuid4

import pytest

from tests.sql.hotel import NOON, PROPERTY, Hotel, Refused, at_once

LAPSED = NOON + timedelta(hours=2)


def test_fifty_guests_want_the_last_room(hotel: Hotel) -> None:
    hotel.set_ari(total=1)
    requests = [hotel.request(nights=5, guest=guest(number)) for number in range(50)]
    outcomes = at_once(
        hotel.url, 50, lambda one, number: one.step("create_hold", requests[number])["outcome"]
    )
    assert Counter(outcomes) == {"held": 1, "sold_out": 49}
    assert hotel.night() == (1, 0, 1)


def test_fifty_guests_want_rooms_that_lapsed_holds_keep(hotel: Hotel) -> None:
    hotel.set_ari(total=10, nights=10)
    for number in range(10):
        hotel.hold(first=number % 5, nights=5, guest=guest(number))
    requests = [hotel.request(first=n % 6, nights=1 + n % 4, guest=guest(n)) for n in range(50)]
    outcomes = at_once(hotel.url, 50, lambda one, n: ask_until_answered(one, requests[n]))
    assert set(outcomes) <= {"held", "sold_out"}
    assert hotel.is_conserved()


def ask_until_answered(hotel: Hotel, event_id: str) -> str:
    """As a workflow does, while a lapsed hold is in somebody else's hand."""
    while True:
        try:
            return str(hotel.step("create_hold", event_id, LAPSED)["outcome"])
        except Refused as refused:
            if refused.code != "rooms_in_hand":
                raise
            sleep(random.uniform(0.02, 0.1))


def test_the_last_room_is_not_called_sold_out_while_a_lapsed_hold_is_in_somebodys_hand(
    hotel: Hotel,
) -> None:
    hotel.set_ari(total=1)
    _, held = hotel.hold()
    with Hotel(hotel.url) as other:
        other.connection.autocommit = False
        other.rows("select lock_hold(%s)", held["hold_id"])
        event_id = hotel.request()
        with pytest.raises(Refused) as refused:
            hotel.step("create_hold", event_id, LAPSED)
        assert (refused.value.state, refused.value.code) == ("XH503", "rooms_in_hand")
        other.connection.rollback()
    assert hotel.step("create_hold", event_id, LAPSED)["outcome"] == "held"


def test_crossing_stays_of_several_room_types_never_deadlock(hotel: Hotel) -> None:
    hotel.set_ari("attic", total=40, price_cents=1)
    hotel.set_ari(total=40)
    hotel.call("set_property", id=PROPERTY, name="P", options={"max_holds_of_guest": 40})
    types = ["attic", "standard"]
    requests = [
        hotel.request(
            first=n % 3,
            nights=2 + n % 5,
            rooms=[
                {"room_type": room_type, "quantity": 1}
                for room_type in (types if n % 2 else types[::-1])
            ],
            guest=guest(n % 7),
        )
        for n in range(40)
    ]
    outcomes = at_once(
        hotel.url, 40, lambda one, n: one.step("create_hold", requests[n])["outcome"]
    )
    assert outcomes == ["held"] * 40
    assert hotel.is_conserved()


def test_two_hundred_random_moves_at_once_conserve_every_room(hotel: Hotel) -> None:
    """Ten clients, twenty moves each, all on a few nights and the same holds; money comes early,
    late, twice and wrong, and each client's clock is somewhere else."""
    hotel.set_ari("suite", total=4, nights=8, price_cents=20_000)
    hotel.set_ari(total=8, nights=8)
    sessions = [hotel.checkout(first=n % 5, guest=guest(n))[1:] for n in range(6)]
    moves = at_once(
        hotel.url, 10, lambda one, seed: wander(one, random.Random(seed), list(sessions))
    )
    done = Counter(outcome for outcomes in moves for outcome in outcomes)
    assert done.total() == 200
    for outcome in ("held", "sold_out", "converted", "late", "expired"):
        assert done[outcome] > 0, f"the moves never led to {outcome}: {done}"
    assert hotel.is_conserved()
    assert no_money_is_lost(hotel)


def guest(number: int) -> dict[str, str]:
    return {"name": "Ana", "phone": f"+55119999{number:05}"}


def wander(hotel: Hotel, chance: random.Random, sessions: list[tuple[str, str]]) -> list[str]:
    """The outcomes of twenty random moves."""
    outcomes = []
    for _ in range(20):
        now = NOON + timedelta(minutes=chance.randrange(0, 80))
        move = chance.choice([request, request, pay, pay, pay_wrong, cancel, expire, close])
        try:
            outcomes.append(move(hotel, chance, sessions, now))
        except Refused as refused:
            if refused.state != "XH503":
                raise
            outcomes.append("in somebody's hand")
    return outcomes


def request(hotel: Hotel, chance: random.Random, sessions: list[tuple[str, str]], now: Any) -> str:
    wanted = chance.sample(["standard", "suite"], chance.choice([1, 1, 2]))
    rooms = [{"room_type": room_type, "quantity": chance.choice([1, 1, 2])} for room_type in wanted]
    stay = {
        "first": chance.randrange(5),
        "nights": chance.randrange(1, 4),
        "guest": guest(chance.randrange(9)),
    }
    event_id, answer = hotel.hold(now, rooms=rooms, **stay)
    payment = hotel.step("start_payment", event_id, now) if answer["outcome"] == "held" else {}
    if payment.get("outcome") == "start":
        session_id = f"cs_{uuid4().hex}"
        hotel.step(
            "record_checkout",
            event_id,
            now,
            payment_id=payment["payment_id"],
            session_id=session_id,
            url="u",
        )
        sessions.append((answer["hold_id"], session_id))
    return str(answer["outcome"])


def pay(hotel: Hotel, chance: random.Random, sessions: list[tuple[str, str]], now: Any) -> str:
    hold_id, session_id = chance.choice([sessions[-1], chance.choice(sessions)])
    amount = hotel.value("select amount_cents from holds where id::text = %s", hold_id)
    status = chance.choice(["paid", "paid", "unpaid"])
    return str(
        hotel.pay(session_id, hold_id, now, amount_total=amount, payment_status=status)["outcome"]
    )


def pay_wrong(
    hotel: Hotel, chance: random.Random, sessions: list[tuple[str, str]], now: Any
) -> str:
    hold_id, _ = chance.choice(sessions)
    return str(hotel.pay(f"cs_{uuid4().hex}", hold_id, now, amount_total=1)["outcome"])


def cancel(hotel: Hotel, chance: random.Random, sessions: list[tuple[str, str]], now: Any) -> str:
    event_id = hotel.event("hold_cancelled", {"hold_id": chance.choice(sessions)[0]})
    return str(hotel.step("cancel", event_id, now)["outcome"])


def expire(hotel: Hotel, chance: random.Random, sessions: list[tuple[str, str]], now: Any) -> str:
    return str(hotel.call("expire", limit=3, now=now)["outcome"])


def close(hotel: Hotel, chance: random.Random, sessions: list[tuple[str, str]], now: Any) -> str:
    hold_id, session_id = chance.choice(sessions)
    return str(
        hotel.call("close_payment", hold_id=hold_id, session_id=session_id, now=now)["outcome"]
    )


def no_money_is_lost(hotel: Hotel) -> bool:
    """Every payment that brought money is a live reservation or waits for a person."""
    return not hotel.rows(
        """select p.id from payments p left join reservations r on r.payment_id = p.id
           where p.status = 'succeeded' and r.status is distinct from 'confirmed'"""
    )
