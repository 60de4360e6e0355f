"""WhatsApp, whoever carries it: Evolution API and Meta's own Cloud API become the same events."""
