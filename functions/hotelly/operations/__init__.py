"""The life of an event, the sweep of lost ones, and the diagnostics."""
