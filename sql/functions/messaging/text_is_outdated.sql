-- Whether a text would tell the guest what is not so any more: a run may come back long after its event.
-- A link is of use until the deadline that stands beside it.
create or replace function text_is_outdated(p_hold_id uuid, p_template text, p_now timestamptz)
returns boolean language sql stable as $$
  select not case p_template
    when 'payment_link' then exists (
      select from payments p join holds h on h.id = p.hold_id where h.id = p_hold_id and h.status = 'active'
        and h.expires_at > p_now and p.status = 'open' and p.checkout_url is not null)
    when 'payment_pending' then exists (
      select from payments where hold_id = p_hold_id and status = 'processing')
    when 'reservation_confirmed' then exists (
      select from reservations where hold_id = p_hold_id and status = 'confirmed')
    when 'hold_expired' then exists (
      select from holds where id = p_hold_id
        and (status = 'expired' or status = 'active' and expires_at <= p_now))
      and not exists (select from payments
        where hold_id = p_hold_id and status in ('processing', 'needs_manual'))
    else true
  end
$$;
