-- What a stay would cost now. Reads only. Rooms: [{room_type, quantity}, …]; party: {adults?, children?,
-- children_ages?}.
-- Outcomes and errors as price_stay, party_of and check_stay.
create or replace function quote_stay(
  p_property_id text, p_check_in date, p_check_out date, p_rooms jsonb, p_now timestamptz default now(),
  p_party jsonb default '{}')
returns jsonb language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform check_stay(p_property_id, p_check_in, p_check_out, jsonb_build_object('rooms', p_rooms));
  return price_stay(p_property_id, p_check_in, p_check_out, p_rooms, party_of(p_party), true, p_now);
end $$;
