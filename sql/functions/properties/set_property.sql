-- Registers a property, or changes what the options name: currency, time_zone, hold_for, payment_methods,
-- pix_expires_after, payment_grace, whatsapp_instance,
-- max_holds_of_guest, max_nights_of_guest, max_holds, max_nights. Intervals as '15 minutes'.
-- Outcome: saved. XH400 unknown_option, invalid_property; XH409 currency_in_use.
create or replace function set_property(p_id text, p_name text, p_options jsonb default '{}')
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_known constant text[] := '{currency,time_zone,hold_for,payment_methods,pix_expires_after,payment_grace,
    whatsapp_instance,max_holds_of_guest,max_nights_of_guest,max_holds,max_nights}';
  v_property properties;
begin
  if p_options - v_known <> '{}' then
    perform refuse('XH400', 'unknown_option', 'options', 'See set_property for the options of a property.');
  end if;
  insert into properties (id, name) values (p_id, p_name)
  on conflict (id) do update set name = excluded.name
  returning * into v_property;
  v_property := jsonb_populate_record(v_property, p_options);
  perform now() at time zone v_property.time_zone;  -- an unknown zone fails here, not at the first hold
  update properties
  set (currency, time_zone, hold_for, payment_methods, pix_expires_after, payment_grace, whatsapp_instance,
      max_holds_of_guest, max_nights_of_guest, max_holds, max_nights)
    = (v_property.currency, v_property.time_zone, v_property.hold_for, v_property.payment_methods,
       v_property.pix_expires_after, v_property.payment_grace, v_property.whatsapp_instance,
       v_property.max_holds_of_guest, v_property.max_nights_of_guest, v_property.max_holds, v_property.max_nights)
  where id = p_id;
  return jsonb_build_object('outcome', 'saved', 'property_id', p_id);
exception
  when foreign_key_violation then
    perform refuse('XH409', 'currency_in_use', 'options.currency', 'This property has prices in another currency.');
  when check_violation or not_null_violation or data_exception then
    perform refuse('XH400', 'invalid_property', 'options',
      'A value does not fit its column; see the constraints of properties.');
end $$;
