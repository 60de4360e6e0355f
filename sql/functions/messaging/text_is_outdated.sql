-- Whether a text would tell the guest what is not so any more: a run may come back long after its event.
create or replace function text_is_outdated(p_hold_id uuid, p_template text)
returns boolean language sql stable as $$
  select not case p_template
    when 'payment_link' then exists (
      select from payments where hold_id = p_hold_id and status = 'open' and checkout_url is not null)
    when 'payment_pending' then exists (
      select from payments where hold_id = p_hold_id and status = 'processing')
    when 'reservation_confirmed' then exists (
      select from reservations where hold_id = p_hold_id and status = 'confirmed')
    else true
  end
$$;
