-- Gives the rooms of active holds back. The caller has locked the holds. A payment with a session stays as it
-- is, since only the provider's word ends it: its session is closed later, and money that comes all the same
-- finds the hold ended.
create or replace function release_holds(
  p_hold_ids uuid[], p_status hold_status, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
begin
  if cardinality(p_hold_ids) = 0 then
    return;
  end if;
  perform move_rooms(p_hold_ids, -1, 0);
  update holds set status = p_status, closed_at = p_now where id = any(p_hold_ids) and status = 'active';
  perform end_payment(id, 'expired', 'never_opened', p_now, p_event_id) from payments
  where hold_id = any(p_hold_ids) and status = 'open' and provider_object_id is null;
  perform emit('hold.' || p_status, 'hold', id::text, correlation_id, p_event_id)
  from holds where id = any(p_hold_ids) order by id;
  if p_status = 'expired' then
    perform tell_of_lapse(p_hold_ids, p_now);
  end if;
end $$;
