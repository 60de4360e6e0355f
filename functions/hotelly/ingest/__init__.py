"""Webhooks: verified, normalised, stored once, then handed to the ingest-event workflow."""
