-- Pagamento sem reserva (runbook 7.1).
-- `status` needs_manual: decidir reacomodação ou reembolso conforme `reason`; nunca criar a reserva à mão.
-- `status` succeeded: não deveria existir; tratar como SEV0.
select * from payments_without_reservation();
