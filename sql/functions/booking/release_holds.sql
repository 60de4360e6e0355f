-- Gives the rooms of active holds back, and closes their payments. The caller has locked the holds.
create or replace function release_holds(
  p_hold_ids uuid[], p_status hold_status, p_event_id text, p_now timestamptz)
returns void language plpgsql as $$
begin
  perform move_rooms(p_hold_ids, -1, 0);
  update holds set status = p_status, closed_at = p_now where id = any(p_hold_ids) and status = 'active';
  perform end_payment(id, 'expired', null, p_now, p_event_id) from payments
  where hold_id = any(p_hold_ids) and status in ('open', 'processing');
  perform emit('hold.' || p_status, 'hold', id::text, correlation_id, p_event_id)
  from holds where id = any(p_hold_ids) order by id;
end $$;
