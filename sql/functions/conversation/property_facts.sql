-- What a house says of itself in a chat.
create or replace function property_facts(p_property_id text, p_now timestamptz)
returns jsonb language sql stable as $$
  select jsonb_build_object('id', p.id, 'name', p.name, 'time_zone', p.time_zone, 'currency', p.currency,
    'today', (p_now at time zone p.time_zone)::date, 'payment_methods', p.payment_methods,
    'room_types', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', t.id, 'name', coalesce(t.name, initcap(replace(t.id, '-', ' '))),
        'called', to_jsonb(t.called), 'sleeps', t.adults + t.children) order by t.id), '[]')
      from room_types t where t.property_id = p.id),
    'answers', (
      select coalesce(jsonb_object_agg(a.topic, a.answer), '{}') from property_answers a
      where a.property_id = p.id))
  from properties p where p.id = p_property_id
$$;
