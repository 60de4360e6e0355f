-- The books of the money that came, to the cent: each payment is a stay, a refund, an open task, or settled
-- by somebody outside of here; `unexplained` is 0, or something is wrong.
create or replace function money_book(p_from date default '-infinity', p_to date default 'infinity')
returns table (
  payment_id uuid, currency char(3), received_cents bigint, stay_cents bigint, refund_cents bigint,
  task_cents bigint,
  closed_cents bigint, unexplained bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select b.id, b.received_currency, b.received_cents, b.stay, b.refunded_cents, b.task, b.closed,
    b.received_cents - b.stay - b.refunded_cents - b.task - b.closed
  from (
    select p.*, p.received_cents - p.refunded_cents as rest, kept.*
    from payments p cross join lateral (
      select
        case when p.status = 'succeeded' and exists (select from reservations r
          where r.payment_id = p.id and r.status = 'confirmed') then p.received_cents - p.refunded_cents
            else 0 end as stay,
        case when p.status = 'needs_manual' and p.closed_by is null and exists (select from tasks t
          where t.subject = p.id::text and t.closed_at is null) then p.received_cents - p.refunded_cents
            else 0 end as task,
        case when p.status = 'needs_manual' and p.closed_by is not null
          then p.received_cents - p.refunded_cents else 0 end as closed) kept
    where p.received_cents is not null and p.updated_at >= p_from and p.updated_at < p_to) b
$$;
