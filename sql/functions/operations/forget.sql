-- Removes a batch of what is old of one kind; the rows, or null when nothing is left to look at. What events
-- left behind goes by the time they ended, p_limit events at a time.
create or replace function forget(p_kind retention, p_limit integer, p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_before constant timestamptz := p_now - make_interval(days => p_kind.days);
  v_from constant timestamptz := coalesce(p_kind.done_until, '-infinity');
  v_stripped timestamptz := v_before;
  v_to timestamptz;
  v_rows bigint := 0;
begin
  if p_kind.kind = 'outbox' then
    return nullif(forget_outbox(v_before, p_limit), 0);
  elsif p_kind.kind <> 'payloads' then
    v_stripped := least(v_before, (
      select coalesce(done_until, '-infinity') from retention where kind = 'payloads'));
  end if;
  v_to := (select max(finished_at) from (
    select finished_at from events where finished_at > v_from and finished_at <= v_stripped
    order by finished_at limit p_limit) batch);
  if v_to is not null then
    v_rows := forget_of_events(p_kind.kind, v_from, v_to, p_now);
    update retention set done_until = v_to where kind = p_kind.kind;
  end if;
  v_rows := v_rows + case p_kind.kind when 'receipts' then forget_keys(v_before, p_limit)
    when 'conversations' then forget_chats(v_before, p_limit) else 0 end;
  return case when v_to is not null or v_rows > 0 then v_rows end;
end $$;
