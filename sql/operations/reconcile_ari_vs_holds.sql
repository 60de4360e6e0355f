-- Inventário que não bate com os fatos (runbook 7.5): inv_held é a soma dos holds ativos, inv_booked a
-- das reservas vivas, em cada noite. Nenhuma linha: está tudo certo. Uma linha: SEV0, parar e corrigir.
select * from reconcile_ari_vs_holds();
