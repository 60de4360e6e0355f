-- Whether somebody has stopped this, by its own name or with all else, for this property or for all. One look
-- into an index that is empty nearly always.
create or replace function is_paused(
  p_what text, p_property_id text default null, p_now timestamptz default now())
returns boolean language plpgsql stable as $$
begin
  return exists (
    select from pauses where ended_at is null and what in (p_what, 'all')
      and (property_id is null or property_id = p_property_id) and (until is null or until > p_now));
end $$;
