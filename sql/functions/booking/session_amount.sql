-- What a session that was paid has brought.
create or replace function session_amount(p_session jsonb, out cents bigint, out currency text)
language sql stable as $$
  select payload_integer(p_session, '{amount_total}', 0, 100000000000),
    lower(payload_text(p_session, '{currency}'))
$$;
