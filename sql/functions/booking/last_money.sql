-- The last moment at which money may come by a method, when the guest is done with the page by p_done: a card
-- is charged at once; a Pix code and a boleto can be paid for a while, a boleto until its last day's end.
-- To each, the grace for money already on its way.
create or replace function last_money(p_method text, p_done timestamptz, p_payment payments)
returns timestamptz language sql stable as $$
  select p_payment.grace + case p_method
    when 'pix' then p_done + p_payment.pix_expires_after
    when 'boleto' then boleto_settles(
      ((p_done at time zone 'America/Sao_Paulo')::date + p_payment.boleto_days + time '23:59')
        at time zone 'America/Sao_Paulo')
    else p_done end
$$;
