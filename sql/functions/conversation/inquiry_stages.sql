-- How far each inquiry that began from p_from to p_until has got, and when it got there: quoted, held, link
-- sent (and not refused), paid (whatever became of the stay). Lost: over without a payment or a hold that may
-- still bring one.
create or replace function inquiry_stages(p_from timestamptz, p_until timestamptz)
returns table (
  inquiry_id uuid, property_id text, started_at timestamptz, quoted_at timestamptz, held_at timestamptz,
  link_sent_at timestamptz, paid_at timestamptz, lost boolean)
language sql stable as $$
  select i.id, i.property_id, i.started_at, i.quoted_at, s.held_at, s.link_sent_at, s.paid_at,
    s.paid_at is null and not s.is_held
      and (i.status = 'closed' or i.turned_at < p_until - p.forgets_after)
  from inquiries i join properties p on p.id = i.property_id
  cross join lateral (
    select min(h.created_at) as held_at, min(m.sending_at) as link_sent_at,
      min(coalesce(r.confirmed_at, y.updated_at)) filter (where y.id is not null) as paid_at,
      coalesce(bool_or(h.status = 'active'), false) as is_held
    from holds h
    left join messages m on m.hold_id = h.id and m.template = 'payment_link' and m.status = 'sent'
    left join payments y on y.hold_id = h.id and y.status in ('succeeded', 'needs_manual', 'refunded')
    left join reservations r on r.hold_id = h.id
    where h.correlation_id = i.correlation_id) s
  where i.started_at >= p_from and i.started_at < p_until
$$;
