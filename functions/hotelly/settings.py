"""Environment variables, read when they are needed, so that a function only demands its own."""

import os

from hotelly.errors import NotConfigured


def required(name: str) -> str:
    """Raises NotConfigured, which names the variable, when it is missing or empty."""
    if value := os.environ.get(name):
        return value
    raise NotConfigured(name)


def optional(name: str, default: str) -> str:
    return os.environ.get(name) or default
