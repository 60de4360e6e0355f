"""retry.*  https://cloud.google.com/workflows/docs/reference/stdlib/retry/default_backoff"""

from __future__ import annotations

from typing import Any

from infra.engine.stdlib.function import CONSTANTS, function

DEFAULT_BACKOFF = {"initial_delay": 1, "max_delay": 60, "multiplier": 1.25}
"""delays in seconds"""

CONSTANTS["retry.default_backoff"] = DEFAULT_BACKOFF


@function("retry.always")
def always(exception: Any) -> bool:
    return True


@function("retry.never")
def never(exception: Any) -> bool:
    return False
