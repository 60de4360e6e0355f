"""Mistakes made on purpose: the simulation has to find each of them, or it proves nothing."""

from typing import Final, NamedTuple

from tests.simulation.sql import Mutation


class Planted(NamedTuple):
    mutation: Mutation
    seed: int
    """of a schedule that found it; where it does no more, the default run is searched"""


def _planted(seed: int, name: str, path: str, old: str, new: str) -> Planted:
    return Planted(Mutation(name, path, old, new), seed)


PLANTED: Final = (
    _planted(
        1,
        "a step that was done is done again",
        "steps/claim_step.sql",
        "  elsif v_done is not null then\n    return answer_step(p_event_id, v_done);\n  end if;\n"
        "  insert into event_steps (event_id, step) values (p_event_id, p_step);",
        "  end if;\n"
        "  insert into event_steps (event_id, step) values (p_event_id, p_step)"
        " on conflict do nothing;",
    ),
    _planted(
        1,
        "rooms of a reservation stay held",
        "booking/convert_hold.sql",
        "  perform move_rooms(array[p_hold.id], case p_hold.status when 'active' then -1 else 0 "
        "end, 1);\n",
        "",
    ),
    _planted(
        28,
        "one room is counted for two",
        "booking/move_rooms.sql",
        "p_held * sum(n.quantity)::integer as held",
        "p_held as held",
    ),
    _planted(
        43,
        "money for a hold that has ended makes a reservation",
        "booking/take_money.sql",
        "elsif v_hold.status <> 'active' then",
        "elsif v_hold.status = 'converted' then",
    ),
    _planted(
        1,
        "a text counts as sent before it is",
        "messaging/mark_sending.sql",
        "update messages set status = 'sending',",
        "update messages set status = 'sent', provider_id = 'early',",
    ),
    _planted(
        1,
        "what was answered is answered again",
        "conversation/answer_messages.sql",
        "  update messages set turn_event_id = p_event.id\n",
        "  update messages set turn_event_id = null\n",
    ),
    _planted(
        29,
        "an inquiry is never found again",
        "conversation/lock_inquiry.sql",
        "  update inquiries set status = 'closed', closed_at = p_now\n"
        "  where conversation_id = p_conversation_id and status <> 'closed';\n",
        "",
    ),
    _planted(
        12,
        "a person is called, and nobody is told",
        "conversation/advance_inquiry.sql",
        "p_inquiry.correlation_id, '{}', p_now) where v_person;",
        "p_inquiry.correlation_id, '{}', p_now) where false;",
    ),
    _planted(
        9,
        "a link that was sent is not counted",
        "conversation/inquiry_stages.sql",
        "m.template = 'payment_link' and m.status = 'sent'",
        "m.template = 'payment_link' and m.status = 'failed'",
    ),
    _planted(
        1,
        "events that were never begun are not swept",
        "operations/reprocess_candidates.sql",
        "where e.status in ('received', 'processing', 'failed')",
        "where e.status in ('processing', 'failed')",
    ),
    _planted(
        1,
        "a hold that ends keeps its rooms",
        "booking/release_holds.sql",
        "  perform move_rooms(p_hold_ids, -1, 0);\n",
        "",
    ),
    _planted(
        1,
        "a text that was sent is not noted",
        "messaging/record_message.sql",
        "where id = p_message_id and status = 'sending'",
        "where id = p_message_id and status = 'failed'",
    ),
)
