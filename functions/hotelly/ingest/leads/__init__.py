"""Leads, whoever brings them: forms of all kinds become one `lead_created`."""
