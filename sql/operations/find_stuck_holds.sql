-- Holds presos: active com expires_at no passado (runbook 7.2).
-- `awaits` vazio: ninguém mais pode pagar e os quartos deveriam ter voltado. O que fazer: executar o
-- workflow expire-holds e conferir o seu agendamento; depois rodar reconcile_ari_vs_holds.
select * from find_stuck_holds();
