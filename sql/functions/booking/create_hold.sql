-- Step create_hold: keeps rooms for a guest until a deadline, all or none. Lapsed holds in the way are
-- taken back in the same transaction, so that a stopped scheduler never stops a sale. A guest who asks again
-- for what is held already gets that hold.
-- Payload: check_in, check_out, rooms: [{room_type, quantity}], guest: {name, phone, email?}, adults?,
-- children?, children_ages?. Outcomes: held {hold_id, amount_cents, currency, expires_at}, and those of
-- price_stay and hold_limit.
-- XH400, XH404 as check_stay and party_of; XH400 invalid_phone; XH503 rooms_in_hand: ask again.
create or replace function create_hold(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'create_hold');
  v_event events;
  v_in date;
  v_out date;
  v_rooms jsonb;
  v_contact_id uuid;
  v_price jsonb;
  v_limit jsonb;
  v_hold holds;
begin
  if v_done is not null then
    return v_done;
  end if;
  v_event := event_of_property(p_event_id);
  v_in := payload_date(v_event.payload, '{check_in}');
  v_out := payload_date(v_event.payload, '{check_out}');
  v_rooms := v_event.payload->'rooms';
  perform check_stay(v_event.property_id, v_in, v_out, v_event.payload);
  v_contact_id := upsert_contact(v_event.payload, '{guest}');
  perform from contacts where id = v_contact_id for no key update;  -- one hold of a guest after another
  v_hold := own_hold(v_event, v_contact_id, v_in, v_out, p_now);
  if v_hold.id is not null then
    update events set hold_id = v_hold.id where id = p_event_id;
    return finish_step(p_event_id, 'create_hold', held(v_hold));
  end if;
  perform release_holds(lock_stay(v_event.property_id, v_in, v_out, v_rooms, p_now), 'expired', p_event_id,
    p_now);
  v_price := price_stay(v_event.property_id, v_in, v_out, v_rooms,
    party_of(v_event.payload), false, p_now);
  if v_price->>'outcome' = 'sold_out' and price_stay(v_event.property_id, v_in, v_out, v_rooms,
      party_of(v_event.payload), true, p_now)->>'outcome' = 'available' then
    perform refuse('XH503', 'rooms_in_hand', 'payload.rooms',
      'A lapsed hold of these rooms is being worked on.');
  elsif v_price->>'outcome' <> 'available' then
    return finish_step(p_event_id, 'create_hold', v_price);
  end if;
  v_limit := hold_limit(v_event.property_id, v_contact_id, v_in, v_out, v_rooms, p_now);
  if v_limit is not null then
    return finish_step(p_event_id, 'create_hold', v_limit);
  end if;
  v_hold := insert_hold(v_event, v_contact_id, v_in, v_out, v_price, p_now);
  return finish_step(p_event_id, 'create_hold', held(v_hold));
end $$;
