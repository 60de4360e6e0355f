-- Who may execute what: each deployed function is a role of its own name, which may execute its own SQL
-- functions and nothing else. Nobody but the owner reads or writes a table; people who are in the role
-- hotelly_operator read the views and ask the runbook's questions.
-- On Cloud SQL a deployed function logs in by the name of its account, fn-NAME@PROJECT.iam.
-- Applied last by every migrate; what is not listed here is taken back.

revoke all on all tables in schema public from public;
revoke all on all functions in schema public from public;
alter default privileges in schema public revoke execute on functions from public;
alter default privileges revoke execute on functions from public;

-- A login makes no tables of its own, and keeps no large objects beside ours.
do $$
declare
  v_function regprocedure;
begin
  execute format('revoke create, temporary on database %I from public', current_database());
  for v_function in select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace
    and proname in (
      'lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import', 'lo_open', 'lo_put', 'lowrite') loop
    execute format('revoke execute on function %s from public', v_function);
  end loop;
exception
  when insufficient_privilege then null;  -- a managed server's owner may not speak for the catalogue
end $$;

do $$
declare
  v_grants constant text[] := array[
    'receive_webhook: ready receive_event',
    'begin_event: begin_event',
    'finish_event: finish_event fail_event',
    'claim_events: claim_events',
    'pause: pause',
    'resume: resume',
    'retain: retain',
    'erase_contact: erase_contact',
    'set_ari: set_ari',
    'create_hold: hold_for_payment',
    'create_checkout: start_payment record_checkout close_payment',
    'convert: payment_session convert',
    'resolve_payment: resolve_payment',
    'refund_payment: refund_to_make record_refund',
    'sync_payment: provider_object record_refunds record_dispute',
    'sweep_payments: sweep_window mark_swept receive_missed_event unheard_money',
    'expire: expire',
    'close_checkout: open_payment close_payment postpone_payment receive_news',
    'cancel: cancel',
    'send_message: prepare_message mark_sending record_message fail_message unsent_message '
      'defer_event doubt_message',
    'upsert_lead: upsert_lead',
    'fetch_lead: lead_to_fetch record_fetched_lead',
    'save_message: save_message',
    'update_message: update_message',
    'set_preference: set_preference',
    'converse: open_turn offers nearest_dates record_turn',
    'note_staff_reply: note_staff_reply',
    'move_stage: move_stage',
    'register_proposal: register_proposal',
    'mark_won: mark_won',
    'create_obra: create_obra',
    'diagnose: diagnose diagnose_history'];
  -- every other one does steps, and a step may be the last of its event
  v_no_steps constant text[] :=
    '{receive_webhook, claim_events, pause, resume, retain, erase_contact, expire, sweep_payments, diagnose}';
  v_grant text;
  v_role text;
  v_function text;
  v_signature regprocedure;
  v_login text;
begin
  foreach v_grant in array v_grants loop
    v_role := split_part(v_grant, ': ', 1);
    begin
      execute format('create role %I nologin', v_role);
    exception
      -- roles are the whole server's: another database, or an earlier migrate, has made it
      when duplicate_object or unique_violation then null;
    end;
    execute format('revoke all on all functions in schema public from %I', v_role);
    execute format('grant usage on schema public to %I', v_role);
    foreach v_function in array string_to_array(split_part(v_grant, ': ', 2), ' ') loop
      -- an older form of it may be kept for older code
      for v_signature in select oid from pg_proc
        where pronamespace = 'public'::regnamespace and proname = v_function loop
        execute format('grant execute on function %s to %I', v_signature, v_role);
      end loop;
      if not found then
        raise exception 'grants.sql: there is no function %', v_function;
      end if;
    end loop;
    for v_login in select rolname from pg_roles
      where rolname like 'fn-' || replace(v_role, '_', '-') || '@%.iam'
    loop
      execute format('grant %I to %I', v_role, v_login);
    end loop;
    if v_role <> all(v_no_steps) then
      execute format('grant execute on function public.defer_step, public.finish_event to %I', v_role);
    end if;
  end loop;
end $$;

do $$
declare
  v_questions constant text[] := array[
    'trace', 'report', 'diagnose', 'find_stuck_holds', 'payments_without_reservation',
    'reconcile_ari_vs_holds', 'reprocess_candidates', 'set_property', 'quote_stay', 'pause',
    'resume'];
  v_statement text;
begin
  begin
    create role hotelly_operator nologin;
  exception
    when duplicate_object or unique_violation then null;
  end;
  for v_statement in
    select format('revoke all on function %s from hotelly_operator', oid::regprocedure) from pg_proc
      where pronamespace = 'public'::regnamespace
        and has_function_privilege('hotelly_operator', oid, 'execute')
    union all select 'grant usage on schema public to hotelly_operator'
    union all select format('grant execute on function %s to hotelly_operator', oid::regprocedure)
    from pg_proc
      where pronamespace = 'public'::regnamespace and proname = any(v_questions)
    union all select 'grant select on schema_migrations to hotelly_operator'
    union all select format('grant select on %I to hotelly_operator', viewname) from pg_views
      where schemaname = 'public' and viewowner = current_user
    -- people log in to Cloud SQL by their e-mail address, service accounts by one that ends in .iam
    union all select format('grant hotelly_operator to %I', rolname) from pg_roles
      where rolname like '%@%' and rolname not like '%.iam'
  loop
    execute v_statement;
  end loop;
end $$;
