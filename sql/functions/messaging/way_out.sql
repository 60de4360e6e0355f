-- How a text to a contact leaves now: {provider, instance, template, heard_at}. The provider is the
-- property's setting; heard_at is when the contact last wrote there.
create or replace function way_out(p_property_id text, p_contact_id uuid)
returns jsonb language sql stable as $$
  select jsonb_build_object('provider', coalesce(p.whatsapp_provider, 'evolution'),
    'instance', p.whatsapp_instance,
    'template', p.whatsapp_template,
    'heard_at', (
      select max(m.created_at) from conversations c join messages m on m.conversation_id = c.id
      where c.contact_id = p_contact_id and c.instance = coalesce(p.whatsapp_instance, '')
        and m.direction = 'inbound'))
  from (select) one left join properties p on p.id = p_property_id
$$;
