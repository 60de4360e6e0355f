-- All events that are about a person: of their holds, money, leads, messages, tasks and journeys, and those
-- whose payload names one of their addresses, whatever became of them. What is about another's hold or lead
-- only by its journey is not theirs. (It reads every payload that is still kept.)
create or replace function events_of_person(p_contacts uuid[], p_traces text[])
returns setof events language sql stable as $$
  with their_holds as (select id, event_id, correlation_id from holds where contact_id = any(p_contacts)),
  their_leads as (select id, correlation_id from leads where contact_id = any(p_contacts)),
  their_money as (
    select id, event_id, correlation_id from payments where hold_id in (select id from their_holds)),
  their_chats as (select id, correlation_id from conversations where contact_id = any(p_contacts)),
  their_messages as (
    select event_id, turn_event_id, provider_id, correlation_id from messages
    where conversation_id in (select id from their_chats) or hold_id in (select id from their_holds)),
  their_tasks as (select id, event_id from tasks where contact_id = any(p_contacts)),
  ids (id) as (
    select event_id from their_holds union select event_id from their_money
    union select event_id from their_messages union select turn_event_id from their_messages
    union select event_id from their_tasks union select 'task-' || id from their_tasks
    union select event_id from refunds where payment_id in (select id from their_money)),
  journeys (id) as (
    select correlation_id from their_holds union select correlation_id from their_leads
    union select correlation_id from their_money union select correlation_id from their_chats
    union select correlation_id from their_messages)
  select e.* from events e
  where e.id in (select id from ids where id is not null)
    or e.hold_id in (select id from their_holds) or e.lead_id in (select id from their_leads)
    or e.payload->>'payment_id' in (select id::text from their_money)
    or e.payload->>'provider_id' in (select provider_id from their_messages)
    or exists (select from unnest(p_traces) trace where position(trace in lower(e.payload::text)) > 0)
    or e.correlation_id in (select id from journeys)
      and not exists (select from holds h where h.id = e.hold_id and h.contact_id <> all(p_contacts))
      and not exists (select from leads l where l.id = e.lead_id and l.contact_id <> all(p_contacts))
$$;
