"""What must hold after every schedule, whatever happened in it."""

import json
from collections.abc import Iterator
from typing import Any, Final

from tests.simulation.chat_promises import broken_in_chats
from tests.simulation.world import World

MONEY_KEPT: Final = ("succeeded", "needs_manual", "refunded")
"""states of a payment whose money somebody knows of"""

UNFINISHED: Final = """
select 'event' as what, id, event_type || ' ' || status as state from events
  where status not in ('processed', 'ignored')
union all select 'hold', id::text, status::text from holds where status = 'active'
union all select 'payment', id::text, status::text from payments
  where status in ('open', 'processing')
union all select 'message', id::text, template || ' ' || status from messages
  where status = 'sending'
"""
MISCOUNTED: Final = """
with facts as (
  select n.room_type, n.night,
    coalesce(sum(n.quantity) filter (where h.status = 'active'), 0) as held,
    coalesce(sum(n.quantity) filter (where r.status = 'confirmed'), 0) as booked
  from hold_nights n join holds h on h.id = n.hold_id left join reservations r on r.hold_id = h.id
  group by 1, 2)
select night::text, inv_total, inv_held, inv_booked, held, booked
from ari left join facts using (room_type, night)
where (inv_held, inv_booked) is distinct from (coalesce(held, 0), coalesce(booked, 0))
  or coalesce(held, 0) + coalesce(booked, 0) > inv_total
"""
WRONG_MONEY: Final = """
select h.id::text, h.amount_cents, p.amount_cents as paid, nights.cents
from reservations r join holds h on h.id = r.hold_id join payments p on p.id = r.payment_id
cross join lateral (
  select sum(n.quantity * n.price_cents) as cents from hold_nights n where n.hold_id = h.id) nights
where h.amount_cents <> p.amount_cents or p.hold_id <> h.id
  or h.amount_cents <> nights.cents + h.extra_guests_cents
"""
NIGHTS: Final = """
select night::text, inv_total, inv_held + inv_booked as sold, price_cents from ari order by night
"""


def broken_promises(world: World) -> list[str]:
    findings = named_by_diagnosis(world)
    return [
        *world.failures,
        *(f"an impossible error of SQL: {error}" for error in world.postgres.impossible),
        *_rooms(world),
        *_inventory(world, findings),
        *_money(world),
        *_steps(world),
        *_receipts(world),
        *_texts(world, findings),
        *broken_in_chats(world, findings),
        *_ends(world, findings),
        *_privacy(world),
    ]


def unfinished(world: World) -> bool:
    """Whether something may still go on by itself."""
    return bool(world.stage.actors or world.postgres.rows(UNFINISHED))


def named_by_diagnosis(world: World) -> set[str]:
    """The ids that some finding names."""
    world.postgres.set_clock()
    [answer] = world.postgres.rows("select diagnose() as findings")
    return {str(name) for finding in answer["findings"] for name in finding["ids"]}


def _rooms(world: World) -> Iterator[str]:
    for night in world.postgres.rows(MISCOUNTED):
        yield f"rooms: {night}"


def _inventory(world: World, findings: set[str]) -> Iterator[str]:
    """The last update that was taken is what is for sale, or a finding says what is not."""
    [last] = world.postgres.rows(
        "select payload, status::text, id from events where event_type = 'ari_updated' "
        "order by receipt desc limit 1"
    )
    if last["status"] != "processed" or last["id"] in findings:
        return
    wanted = last["payload"]
    nights = world.postgres.rows(NIGHTS)
    if any(night["price_cents"] != wanted["price_cents"] for night in nights):
        yield "inventory: not at the last price"
    if any(_is_amiss(night, wanted["total"], findings) for night in nights):
        yield "inventory: not at the last total, and no finding says so"


def _is_amiss(night: dict[str, Any], wanted: int, findings: set[str]) -> bool:
    nearest = max(wanted, night["sold"])
    named = any(night["night"] in name for name in findings)
    return night["inv_total"] not in (wanted, nearest) and not named


def _money(world: World) -> Iterator[str]:
    for row in world.postgres.rows(WRONG_MONEY):
        yield f"money: {row}"
    kept = {
        row["provider_object_id"]: row
        for row in world.postgres.rows(
            "select p.provider_object_id, p.status::text, p.amount_cents, p.reason, "
            "r.status::text as stay from payments p left join reservations r on r.payment_id = p.id"
        )
    }
    sessions = world.stripe.account.sessions.values()
    paid = {session.id: session for session in sessions if session.payment_status == "paid"}
    for session in paid.values():
        row = kept.get(session.id, {"status": "unknown"})
        if row["status"] not in MONEY_KEPT:
            yield f"money: Stripe says paid, here it is {row['status']}"
        elif row["status"] == "succeeded" and row["stay"] != "confirmed":
            yield f"money: paid, and the stay is {row['stay']}"
        elif row["status"] == "needs_manual" and not row["reason"]:
            yield "money: it waits for a person, and nobody knows why"
        elif row["amount_cents"] != session.amount_total:
            yield f"money: {session.amount_total} cents came, {row['amount_cents']} are kept"
    for session_id, row in kept.items():
        if row["stay"] == "confirmed" and session_id not in paid:
            yield "money: a stay that nobody paid"


def _steps(world: World) -> Iterator[str]:
    for row in world.postgres.rows("select * from sim.changed"):
        # A start that never led to a session is begun anew, with a new idempotency key.
        if row["step"] != "start_payment":
            yield f"steps: {row['step']} was {row['was']} and became {row['became']}"
    for row in world.postgres.rows(
        "select template, count(*) from outbox_events o join events e on e.id = o.event_id "
        "cross join lateral (select o.topic as template) t "
        "where topic in ('hold.created', 'reservation.confirmed') group by template, o.event_id "
        "having count(*) > 1"
    ):
        yield f"steps: done twice: {row}"


def _receipts(world: World) -> Iterator[str]:
    kept = {row["id"] for row in world.postgres.rows("select id from events")}
    for event_id, sender in world.accepted.items():
        if event_id not in kept:
            yield f"receipts: that of {sender} is gone"


def _texts(world: World, findings: set[str]) -> Iterator[str]:
    texts = world.whatsapp.texts()
    heard = {phone for phone, _ in texts}
    for guest in world.guests:
        asked = [key for key, name in world.accepted.items() if name.startswith(f"{guest.name} a")]
        if asked and guest.phone not in heard and not findings.intersection(asked):
            yield f"texts: {guest.name} never heard anything"


def _ends(world: World, findings: set[str]) -> Iterator[str]:
    for row in world.postgres.rows(UNFINISHED):
        if row["id"] not in findings:
            yield f"ends: a {row['what']} is {row['state']}, and no finding names it"


def _privacy(world: World) -> Iterator[str]:
    said = world.said.getvalue().decode() + json.dumps(world.engine.logged, default=str)
    for guest in world.guests:
        for value in guest.person.values():
            if value.lower() in said.lower() or value.removeprefix("+") in said:
                yield f"privacy: something of {guest.name} was logged"
