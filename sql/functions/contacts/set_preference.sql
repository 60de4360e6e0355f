-- Step set_preference: a guest wants to hear no more of what nobody asked for, or does again. What is asked
-- in a chat is answered all the same. Payload: phone or lid or bsuid, wants: stop, resume. Outcomes:
-- opted_out, opted_in.
-- XH400 missing, invalid_phone.
create or replace function set_preference(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'set_preference');
  v_event events;
  v_contact_id uuid;
  v_outcome text;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into strict v_event from events where id = p_event_id;
  v_contact_id := upsert_contact(v_event.payload, '{}', true, p_event_id);
  v_outcome := case when v_event.payload->>'wants' = 'stop' then 'opted_out' else 'opted_in' end;
  update contacts set opted_out_at = case when v_outcome = 'opted_out' then coalesce(opted_out_at, p_now) end
  where id = v_contact_id;
  perform emit('contact.' || v_outcome, 'contact', v_contact_id::text, v_event.correlation_id, p_event_id);
  return finish_step(p_event_id, 'set_preference', jsonb_build_object('outcome', v_outcome));
end $$;
