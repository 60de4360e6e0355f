"""What must hold of chats after every schedule."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from tests.simulation.guest import Guest
from tests.simulation.world import World
from tests.simulation.writers import FIRST_WRITER

SENT: Final = """
select c.phone, m.body, count(*) as times from messages m
join conversations v on v.id = m.conversation_id join contacts c on c.id = v.contact_id
where m.direction = 'outbound' group by 1, 2
"""
TWO_OPEN: Final = """
select count(*) as inquiries from inquiries i join conversations v on v.id = i.conversation_id
where i.status <> 'closed' group by v.contact_id, i.property_id having count(*) > 1
"""
NOT_ASKED_FOR: Final = """
select h.id::text from holds h join contacts c on c.id = h.contact_id
where c.phone = any(%s) and not exists (
  select from event_steps s join events e on e.id = s.event_id
  where s.step = 'converse' and s.result->>'hold_event_id' = h.event_id
    and e.payload->>'phone' = c.phone)
"""
UNANSWERED: Final = """
select e.id, e.result->>'outcome' as outcome, turn.result->>'outcome' as turn
from events e
left join messages m on m.event_id = e.id and m.direction = 'inbound'
left join event_steps turn on turn.event_id = m.turn_event_id and turn.step = 'converse'
left join messages reply on reply.event_id = m.turn_event_id and reply.template = 'reply'
left join events asked on asked.id = coalesce(
  turn.result->>'hold_event_id', turn.result->>'cancel_event_id')
where e.event_type = 'message_received' and e.status = 'processed'
  and not (
    coalesce(reply.status in ('sent', 'failed'), false)
    or exists (select from messages told where told.event_id = asked.id
      and told.status in ('sent', 'failed', 'pending'))
    or exists (select from tasks t join inquiries i on t.subject = i.id::text
      where i.conversation_id = m.conversation_id and t.kind like 'guest_%%')
    or exists (select from tasks t join conversations v on v.contact_id = t.contact_id
      where v.id = m.conversation_id))
order by e.created_at
"""
FUNNEL: Final = """
select c.phone, count(*) as started, count(s.quoted_at) as quoted, count(s.held_at) as held,
  count(s.link_sent_at) as linked, count(s.paid_at) as paid
from inquiry_stages('-infinity', 'infinity') s join inquiries i on i.id = s.inquiry_id
join conversations v on v.id = i.conversation_id join contacts c on c.id = v.contact_id
group by c.phone
"""


def writers_of(world: World) -> list[Guest]:
    return [guest for guest in world.guests if guest.number >= FIRST_WRITER]


def broken_in_chats(world: World, findings: set[str]) -> Iterator[str]:
    yield from _said_twice(world)
    for row in world.postgres.rows(TWO_OPEN):
        yield f"chats: a contact has {row['inquiries']} open inquiries"
    for row in world.postgres.rows(NOT_ASKED_FOR, [guest.phone for guest in writers_of(world)]):
        yield f"chats: nobody asked for the hold {row['id']}"
    for row in world.postgres.rows(UNANSWERED):
        if row["id"] not in findings:
            sender = world.accepted.get(row["id"])
            yield f"chats: {sender} was not answered: {row['outcome']}, {row['turn']}"
    yield from _miscounted(world)


def _said_twice(world: World) -> Iterator[str]:
    """More often at WhatsApp than the house ever meant to say it."""
    meant = {(row["phone"], row["body"]): row["times"] for row in world.postgres.rows(SENT)}
    for (phone, text), times in Counter(world.whatsapp.texts()).items():
        if times > meant.get((phone, text), 0):
            names = [guest.name for guest in world.guests if guest.phone == phone]
            yield f"texts: {'/'.join(names) or phone} got {times} times: {text[:60]}"


def _miscounted(world: World) -> Iterator[str]:
    """The funnel, by what each guest knows of it."""
    counted = {row["phone"]: row for row in world.postgres.rows(FUNNEL)}
    sessions = world.stripe.account.sessions
    for guest in writers_of(world):
        funnel = counted.get(guest.phone, Counter())
        wrote = any(name.startswith(f"{guest.name} w") for name in world.accepted.values())
        links = [sessions[session_id] for session_id in guest.links]
        known = {
            "started": wrote,
            "linked": bool(links),
            "paid": any(session.payment_status == "paid" for session in links),
        }
        for stage, reached in known.items():
            if bool(funnel[stage]) != reached:
                yield f"chats: the funnel counts {funnel[stage]} {stage} of {guest.name}: {reached}"


def chat_figures(world: World) -> dict[str, int]:
    """What was said and reached, in numbers."""
    names = world.accepted.values()
    funnels = world.postgres.rows(FUNNEL)
    return {
        "conversations": len(funnels),
        "messages of guests": sum(" writes " in name for name in names),
        "stays held in chats": sum(row["held"] for row in funnels),
        "stays paid in chats": sum(row["paid"] for row in funnels),
    }
