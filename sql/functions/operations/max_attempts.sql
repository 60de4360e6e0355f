-- How often an event is run before it is left to people. With the pauses of reprocess_candidates and two
-- minutes for the first, the last attempt comes 34 hours after the first: longer than a day without Stripe.
create or replace function max_attempts()
returns integer language sql immutable as $$
  select 12
$$;
