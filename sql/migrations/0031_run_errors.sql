-- Why a run failed stays known when a later one succeeds.

alter table event_runs add column error text;  -- the error's code, never its text
