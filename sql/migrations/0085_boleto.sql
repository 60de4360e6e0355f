-- Money by boleto, which takes bank days, and when guests arrive: what cannot be there by then is not offered.

alter table properties
  add column boleto_days integer not null default 3,  -- calendar days in which a voucher can be paid
  add column check_in_from time not null default '14:00',  -- local time
  drop constraint properties_payment_methods,
  add constraint properties_payment_methods check (
    payment_methods <@ '{card,pix,boleto}'::text[] and payment_methods && '{card,pix}'),
  add constraint properties_boleto_is_brazilian check (currency = 'brl' or not 'boleto' = any(payment_methods)),
  add constraint properties_boleto_days check (boleto_days between 1 and 60);

comment on constraint properties_payment_methods on properties is
  'Payment methods are card, pix and boleto, with card or pix among them: a boleto comes too late for some stays.';
comment on constraint properties_pix_is_brazilian on properties is 'Pix is paid in brl.';
comment on constraint properties_boleto_is_brazilian on properties is 'A boleto is paid in brl.';
comment on constraint properties_boleto_days on properties is 'A boleto can be paid for 1 to 60 days.';
comment on constraint properties_pix_window on properties is 'A Pix code lives from 60 seconds to 14 days.';
comment on constraint properties_hold_for_is_positive on properties is 'A hold lasts for some time.';
comment on constraint properties_hold_for_is_at_most_a_day on properties is
  'A hold lasts for 24 hours at most: Stripe keeps no session open for longer.';
comment on constraint properties_grace_is_not_negative on properties is 'The grace for money is no negative time.';

alter table payments add column boleto_days integer;
