-- Those answers of a form that lead_form_fields gives a meaning: {name?, email?, location?, …}.
create or replace function mapped_answers(p_payload jsonb)
returns jsonb language sql stable as $$
  select coalesce(jsonb_object_agg(m.means, p_payload->'answers'->>m.field), '{}')
  from lead_form_fields m
  where m.form_id = p_payload->>'form_id' and p_payload->'answers' ? m.field
$$;
