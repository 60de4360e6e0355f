"""`connector_params`, which every connector takes.

https://cloud.google.com/workflows/docs/connectors#configure
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.engine.errors import type_error
from infra.local.engine.stdlib import arguments

DEFAULT_TIMEOUT = 1800.0
MAX_TIMEOUT = 31_536_000.0
"""seconds: one year"""

_KEYS = {"timeout", "polling_policy", "skip_polling", "scopes"}


@dataclass(frozen=True, slots=True)
class Parameters:
    timeout: float
    """seconds for the whole call, the wait for a long-running operation included"""
    skip_polling: bool
    """do not wait for a long-running operation"""

    @classmethod
    def taken_from(cls, args: Mapping[str, Any]) -> tuple[Parameters, dict[str, Any]]:
        """The parameters and the other arguments.

        `polling_policy` and `scopes` are accepted and of no effect: nothing local is polled.
        """
        rest = dict(args)
        given = arguments.dictionary(rest.pop("connector_params", None) or {}, "connector_params")
        unknown = given.keys() - _KEYS
        if unknown:
            raise type_error(f"connector_params has no '{min(unknown)}'")
        timeout = arguments.seconds(given.get("timeout", DEFAULT_TIMEOUT), "timeout", MAX_TIMEOUT)
        skip = arguments.boolean(given.get("skip_polling", False), "skip_polling")
        return cls(timeout, skip), rest
