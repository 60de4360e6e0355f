-- Removes what events left behind that ended in a span of time, one kind of it. A text of a stay keeps its
-- row, without its words: nobody is told twice.
create or replace function forget_of_events(
  p_kind text, p_from timestamptz, p_to timestamptz, p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_rows bigint;
begin
  case p_kind
    when 'payloads' then
      update events set payload = '{}', stripped_at = p_now
      where finished_at > p_from and finished_at <= p_to and status in ('processed', 'ignored')
        and stripped_at is null;
    when 'receipts' then
      delete from processed_events p using events e
      where e.finished_at > p_from and e.finished_at <= p_to and e.stripped_at is not null
        and (p.source, p.external_id, p.event_id) = (e.source, e.external_id, e.id);
    when 'steps' then
      delete from event_steps s using events e
      where e.finished_at > p_from and e.finished_at <= p_to and e.stripped_at is not null
        and s.event_id = e.id;
    when 'runs' then
      delete from event_runs r using events e
      where e.finished_at > p_from and e.finished_at <= p_to and e.stripped_at is not null
        and r.event_id = e.id;
    when 'conversations' then
      with old as (
        select id from events
        where finished_at > p_from and finished_at <= p_to and stripped_at is not null
      ), emptied as (
        update messages m set body = '' from old
        where m.event_id = old.id and m.hold_id is not null and m.body <> '' returning 1
      ), removed as (
        delete from messages m using old where m.event_id = old.id and m.hold_id is null returning 1
      )
      select (select count(*) from emptied) + (select count(*) from removed) into v_rows;
      return v_rows;
  end case;
  get diagnostics v_rows = row_count;
  return v_rows;
end $$;
