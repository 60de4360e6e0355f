"""Hypothesis for this folder: no deadline on a shared machine, no database of examples."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "engine",
    deadline=None,
    database=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("engine")
