-- What a property answers to a topic of guests' questions; an empty text takes it away. Outcome: saved.
-- XH404 unknown_property.
create or replace function set_answer(p_property_id text, p_topic text, p_answer text)
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from properties where id = p_property_id) then
    perform refuse('XH404', 'unknown_property', 'property_id', 'Register the property first.');
  end if;
  delete from property_answers where property_id = p_property_id and topic = p_topic;
  insert into property_answers (property_id, topic, answer) select p_property_id, p_topic, trim(p_answer)
  where trim(p_answer) <> '';
  return jsonb_build_object('outcome', 'saved', 'property_id', p_property_id, 'topic', p_topic);
end $$;
