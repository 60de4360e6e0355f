"""Messages to guests: which text, in whose words, through which provider, exactly once."""
