-- Eventos que precisam rodar de novo (runbook 8): falhos, nunca iniciados, ou de execução que silenciou.
-- O que fazer: executar o workflow reprocess-events, que os leva em lotes de 50; nada é feito duas vezes.
select * from reprocess_candidates();
