-- The hold of a session: of the payment that we recorded for it, else the one its metadata names.
create or replace function hold_of_session(p_session jsonb)
returns uuid language sql stable as $$
  select coalesce(
    (select hold_id from payments where provider_object_id = p_session->>'session_id'),
    (select id from holds where id = uuid_or_null(p_session->>'hold_id')))
$$;
