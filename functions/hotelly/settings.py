"""Environment variables, read when they are needed, so that a function only demands its own."""

import os
from typing import Final

from hotelly.errors import NotConfigured, WeakSecret

SHORTEST_SECRET: Final = 16
"""characters; of each of several that are accepted at once: a comma makes no two weak ones"""
NEEDED_SECRETS: Final = (
    *("STRIPE_WEBHOOK_SECRET", "WHATSAPP_WEBHOOK_SECRET", "LEAD_WEBHOOK_SECRET", "EVENTS_SECRET"),
    "FINGERPRINT_KEY",
)
"""without which receive-webhook is not ready; others are for providers that a hotel may not have"""
OWN_SECRETS: Final = (
    *NEEDED_SECRETS,
    *("META_APP_SECRET", "META_VERIFY_TOKEN", "TYPEFORM_SECRET"),
)
"""those of deployment.yaml that let somebody in, or keep something hidden; the key to a provider is
as long as the provider makes it"""


def required(name: str) -> str:
    """Raises NotConfigured, which names the variable, when it is missing or empty."""
    if value := os.environ.get(name):
        return value
    raise NotConfigured(name)


def optional(name: str, default: str) -> str:
    return os.environ.get(name) or default


def secret(name: str) -> str:
    """Raises NotConfigured, or WeakSecret for one that could be guessed."""
    value = required(name)
    if len(value) < SHORTEST_SECRET:
        raise WeakSecret(name)
    return value


def secrets(name: str) -> list[str]:
    """Those of a list with commas, of which any is accepted. Raises NotConfigured, WeakSecret."""
    parts = [part.strip() for part in required(name).split(",")]
    values = [part for part in parts if part]
    if not values:
        raise NotConfigured(name)
    if any(len(value) < SHORTEST_SECRET for value in values):
        raise WeakSecret(name)
    return values


def weak_secrets() -> list[str]:
    """The secrets of this process that are too short, by name."""
    return [name for name in OWN_SECRETS if os.environ.get(name) and _is_weak(name)]


def _is_weak(name: str) -> bool:
    try:
        secrets(name)
    except NotConfigured:
        return True
    return False
