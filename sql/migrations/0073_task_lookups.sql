-- What was to be done about one thing, whether it is done or not.

create index tasks_subject on tasks (subject);
