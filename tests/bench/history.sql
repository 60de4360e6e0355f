-- `:bookings` of the last years, one every four minutes, two and a half events each, at twenty houses; each
-- paid, its rooms booked. Written as it would be found: foreign keys look away meanwhile.
set session_replication_role = replica;

select set_property('house-' || n, 'House') from generate_series(0, 19) n;
insert into room_types (property_id, id) select 'house-' || n, 'standard' from generate_series(0, 19) n;

create temporary table booked as
select n, 'house-' || n % 20 as house, :now::timestamptz - n * interval '236 seconds' as at,
  md5('hold' || n)::uuid as hold, md5('journey' || n)::uuid as journey, md5('contact' || n)::uuid as contact,
  (:now::timestamptz - n * interval '236 seconds')::date + (n / 20) % 5 as check_in
from generate_series(1, :bookings) n;

insert into contacts (id, phone, name, created_at)
select contact, '+5511' || 900000000 + n, 'Guest', at from booked;

insert into events (id, correlation_id, event_type, source, external_id, property_id, hold_id, payload, status,
  result, attempts, dispatched_at, created_at, updated_at, finished_at)
select kind || '-' || n, journey, event_type, source, kind || n, house, hold,
  jsonb_build_object('session_id', 'cs_' || n, 'check_in', check_in), 'processed',
  jsonb_build_object('outcome', 'done', 'hold_id', hold), 1, at, at, at, at
from booked join (values ('hold', 'hold_requested', 'events'), ('paid', 'payment_succeeded', 'stripe'),
  ('text', 'message_received', 'whatsapp')) as each (kind, event_type, source)
  on kind <> 'text' or n % 2 = 0;
insert into processed_events (source, external_id, event_id, received_at)
select source, external_id, id, created_at from events where id like '%-%';
insert into event_runs (event_id, execution_id, begun_at, finished_at, outcome)
select id, 'x' || id, created_at, created_at, 'processed' from events where id like '%-%';
insert into event_steps (event_id, step, result, at)
select id, case event_type when 'hold_requested' then 'create_hold' when 'payment_succeeded' then 'convert'
  else 'save_message' end, result, created_at
from events where id like '%-%';

insert into holds (id, property_id, contact_id, event_id, correlation_id, check_in, check_out, status,
  amount_cents, currency, expires_at, release_at, created_at, closed_at)
select hold, house, contact, 'hold-' || n, journey, check_in, check_in + 2, 'converted', 20000, 'BRL',
  at + interval '15 minutes', at + interval '1 hour', at, at + interval '5 minutes' from booked;
insert into hold_rooms (hold_id, room_type, quantity) select hold, 'standard', 1 from booked;
insert into hold_nights (hold_id, room_type, night, quantity, price_cents)
select hold, 'standard', check_in + later, 1, 10000 from booked, generate_series(0, 1) later;
insert into payments (id, provider_object_id, hold_id, attempt, event_id, correlation_id, status, amount_cents,
  currency, expires_at, payment_methods, pix_expires_after, grace, received_cents, received_currency,
  created_at, updated_at)
select md5('payment' || n)::uuid, 'cs_' || n, hold, 1, 'hold-' || n, journey, 'succeeded', 20000, 'BRL',
  at + interval '15 minutes', '{card}', interval '30 minutes', interval '10 minutes', 20000, 'BRL', at,
  at + interval '5 minutes' from booked;
insert into reservations (hold_id, payment_id, property_id, correlation_id, confirmed_at)
select hold, md5('payment' || n)::uuid, house, journey, at + interval '5 minutes' from booked;
insert into ari (property_id, room_type, night, inv_total, inv_booked, price_cents, currency)
select house, 'standard', night, count(*) + 2, count(*), 10000, 'BRL'
from booked join hold_nights on hold_id = hold group by house, night;

drop table booked;
reset session_replication_role;
