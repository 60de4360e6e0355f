-- The property that owns a WhatsApp instance, null when none or several do.
create or replace function property_of_instance(p_instance text)
returns text language sql stable as $$
  select min(id) from properties where whatsapp_instance = p_instance having count(*) = 1
$$;
