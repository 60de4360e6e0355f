-- Findings [{check_name, severity, id}] as they are told: [{check, severity, count, ids}], at most 20 ids
-- each.
create or replace function told_findings(p_found jsonb)
returns jsonb language sql stable as $$
  with numbered as (
    select *, row_number() over (partition by check_name, severity order by id) as place
    from jsonb_to_recordset(p_found) as f (check_name text, severity text, id text)
  ), grouped as (
    select check_name, severity, count(*) as count,
      jsonb_agg(id order by id) filter (where place <= 20) as ids
    from numbered group by check_name, severity
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'check', check_name, 'severity', severity, 'count', count, 'ids', ids)
    order by severity, check_name), '[]')
  from grouped
$$;
