-- The funnel of a period's inquiries by property: how many got how far, and the median minutes from the first
-- words to each stage.
create or replace function inquiry_funnel(p_from timestamptz, p_until timestamptz)
returns table (
  property_id text, started bigint, quoted bigint, held bigint, link_sent bigint, paid bigint, lost bigint,
  minutes_to_quote numeric, minutes_to_link numeric, minutes_to_pay numeric)
language sql stable as $$
  select s.property_id, count(*), count(s.quoted_at), count(s.held_at), count(s.link_sent_at),
    count(s.paid_at), count(*) filter (where s.lost),
    round((percentile_cont(0.5) within group (
      order by extract(epoch from s.quoted_at - s.started_at)))::numeric / 60, 1),
    round((percentile_cont(0.5) within group (
      order by extract(epoch from s.link_sent_at - s.started_at)))::numeric / 60, 1),
    round((percentile_cont(0.5) within group (
      order by extract(epoch from s.paid_at - s.started_at)))::numeric / 60, 1)
  from inquiry_stages(p_from, p_until) s
  group by s.property_id
$$;
