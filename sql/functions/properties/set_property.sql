-- Registers a property, or changes what the options name: any column of properties but its id and age, which
-- the migrations explain. Intervals as '15 minutes'.
-- Outcome: saved. XH400 unknown_option, invalid_property; XH409 currency_in_use.
create or replace function set_property(p_id text, p_name text, p_options jsonb default '{}')
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_known constant text[] := array(
    select attname from pg_attribute
    where attrelid = 'properties'::regclass and attnum > 0 and not attisdropped
      and attname not in ('id', 'name', 'created_at'));
  v_columns text := (select string_agg(quote_ident(key), ', ') from jsonb_object_keys(p_options) as key);
  v_property properties;
  v_constraint text;
begin
  if p_options - v_known <> '{}' then
    perform refuse('XH400', 'unknown_option', 'options', 'The options of a property are its columns.');
  end if;
  insert into properties (id, name) values (p_id, p_name)
  on conflict (id) do update set name = excluded.name
  returning * into v_property;
  v_property := jsonb_populate_record(v_property, p_options);
  perform now() at time zone v_property.time_zone;  -- an unknown zone fails here, not at the first hold
  if v_columns is not null then
    execute format('update properties set (%1$s) = (select %1$s from (select ($1).*) as given) where id = $2',
      v_columns)
    using v_property, p_id;
  end if;
  return jsonb_build_object('outcome', 'saved', 'property_id', p_id);
exception
  when foreign_key_violation then
    perform refuse('XH409', 'currency_in_use', 'options.currency',
      'This property has prices in another currency.');
  when check_violation or not_null_violation or data_exception then
    get stacked diagnostics v_constraint = constraint_name;
    perform refuse('XH400', 'invalid_property', 'options', coalesce(
      (select obj_description(oid, 'pg_constraint') from pg_constraint
      where conrelid = 'properties'::regclass and conname = v_constraint),
      'A value does not fit its column; see the constraints of properties.'));
end $$;
