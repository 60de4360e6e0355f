-- The provider's ids of other messages of ours that say the same and left about the same time.
create or replace function same_words(p_message messages)
returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(m.provider_id), '[]') from messages m
  where m.direction = 'outbound' and m.id <> p_message.id and m.body = p_message.body
    and m.provider_id is not null
    and m.sending_at > p_message.sending_at - interval '1 hour'
$$;
