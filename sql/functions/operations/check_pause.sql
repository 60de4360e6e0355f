-- Refuses a pause of what cannot be paused, or by nobody. XH400 invalid_what, missing; XH404
-- unknown_property.
create or replace function check_pause(p_what text, p_property_id text, p_by text)
returns void language plpgsql stable as $$
begin
  if p_what is null or p_what not in (
      'whatsapp', 'stripe', 'leads', 'events', 'create-hold', 'convert', 'messages', 'all') then
    perform refuse('XH400', 'invalid_what', 'what',
      'One of whatsapp, stripe, leads, events, create-hold, convert, messages, all.');
  elsif coalesce(p_by, '') !~ '\S' then
    perform refuse('XH400', 'missing', 'by', 'Say who does it.');
  elsif not exists (select from properties where id = p_property_id) and p_property_id is not null then
    perform refuse('XH404', 'unknown_property', 'property_id', 'No property has this id.');
  end if;
end $$;
