-- Step upsert_lead: the one lead of a contact, new or with newer facts.
-- Payload: name, phone or email; source?, funnel?, location?, project_type?, form_id?, answers?, unusable?,
-- ad?.
-- A lead that left no address is a contact of its own: nobody can tell whether the person came before.
-- Outcomes: created, updated {lead_id}. XH400 missing, invalid_text, invalid_phone.
create or replace function upsert_lead(p_event_id text, p_now timestamptz default now())
returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_done jsonb := claim_step(p_event_id, 'upsert_lead');
  v_event events;
  v_contact_id uuid;
  v_lead leads;
  v_created boolean;
begin
  if v_done is not null then
    return v_done;
  end if;
  select * into v_event from events where id = p_event_id;
  v_contact_id := contact_of_lead(v_event.payload);
  insert into leads (contact_id, correlation_id, created_at, updated_at)
  values (v_contact_id, v_event.correlation_id, p_now, p_now) on conflict (contact_id) do nothing;
  v_created := found;
  update leads l
  set name = coalesce(f.name, l.name), phone = coalesce(f.phone, l.phone), email = coalesce(f.email, l.email),
    source = coalesce(f.source, l.source), funnel = coalesce(f.funnel, l.funnel),
    location = coalesce(f.location, l.location), project_type = coalesce(f.project_type, l.project_type),
    form_id = coalesce(f.form_id, l.form_id), answers = l.answers || coalesce(f.answers, '{}'),
    unusable = coalesce(f.unusable, '[]'), ad = coalesce(f.ad, l.ad), updated_at = p_now
  from jsonb_to_record(mapped_answers(v_event.payload) || jsonb_strip_nulls(v_event.payload)) as f (
    name text, phone text, email text, source text, funnel text, location text, project_type text,
    form_id text, answers jsonb, unusable jsonb, ad jsonb)
  where l.contact_id = v_contact_id returning l.* into v_lead;
  update events set lead_id = v_lead.id where id = p_event_id;
  perform log_stage(v_lead.id, null, v_lead.stage, null, v_event, p_now) where v_created;
  return finish_step(p_event_id, 'upsert_lead', jsonb_build_object(
    'outcome', case when v_created then 'created' else 'updated' end, 'lead_id', v_lead.id));
end $$;
