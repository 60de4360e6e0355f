"""Money after it came: decisions, refunds, disputes, and what Stripe's own lists say of it."""
