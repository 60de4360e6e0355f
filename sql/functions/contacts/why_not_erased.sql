-- What has to come to its end before a person can be forgotten: [{reason, ids}], empty when nothing has.
-- Reasons: open_hold, stay_to_come, money_on_its_way, unpaid_refund, open_dispute, open_task (not of a
-- mere chat), event_under_way, staff_number.
create or replace function why_not_erased(p_contacts uuid[], p_events text[], p_now timestamptz)
returns jsonb language sql stable as $$
  with theirs as (select * from holds where contact_id = any(p_contacts)),
  kept (reason, id) as (
    select 'open_hold', id::text from theirs where status = 'active'
    union all
    select 'stay_to_come', r.id::text
    from reservations r join theirs h on h.id = r.hold_id join properties p on p.id = r.property_id
    where r.status = 'confirmed' and h.check_out >= (p_now at time zone p.time_zone)::date
    union all
    select 'money_on_its_way', p.id::text from payments p join theirs h on h.id = p.hold_id
    where p.status in ('open', 'processing')
    union all
    select 'unpaid_refund', r.id::text
    from refunds r join payments p on p.id = r.payment_id join theirs h on h.id = p.hold_id
    where r.status in ('requested', 'pending')
    union all
    select 'open_dispute', d.provider_object_id
    from disputes d join payments p on p.id = d.payment_id join theirs h on h.id = p.hold_id
    where d.status not in ('won', 'lost', 'warning_closed')
    union all
    select 'open_task', id::text from tasks
    where contact_id = any(p_contacts) and closed_at is null
      and subject not in (select id::text from inquiries)
    union all
    select 'event_under_way', id from events
    where id = any(p_events) and (status in ('received', 'processing')
      or status = 'failed' and event_type ~ '^(payment|checkout|refund|dispute)_')
    union all
    select 'staff_number', p.id from properties p join contacts c on c.phone = p.staff_phone
    where c.id = any(p_contacts)
  )
  select coalesce(jsonb_agg(jsonb_build_object('reason', reason, 'ids', ids) order by reason), '[]')
  from (select reason, jsonb_agg(id order by id) as ids from kept group by reason) grouped
$$;
