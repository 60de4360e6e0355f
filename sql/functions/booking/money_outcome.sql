-- What the guest is told of money that waits for this reason.
create or replace function money_outcome(p_reason text)
returns text language sql immutable as $$
  select case p_reason when 'amount_mismatch' then 'amount_mismatch' when 'already_paid' then 'paid_twice'
    when 'refunded_at_stripe' then 'refunded' else 'late' end
$$;
