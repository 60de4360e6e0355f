"""`connector_params`, which every connector takes.

https://cloud.google.com/workflows/docs/connectors#configure
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.values.errors import type_error, value_error

DEFAULT_TIMEOUT = 1800.0
MAX_TIMEOUT = 31_536_000.0
"""seconds: one year"""

_POLLING_KEYS = {"initial_delay", "max_delay", "multiplier"}
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

        `polling_policy` and `scopes` are checked and of no effect: nothing local is polled, an
        operation's end is seen at once.
        """
        rest = dict(args)
        given = arguments.dictionary(rest.pop("connector_params", None) or {}, "connector_params")
        unknown = given.keys() - _KEYS
        if unknown:
            raise type_error(f"connector_params has no '{min(unknown)}'")
        timeout = arguments.seconds(given.get("timeout", DEFAULT_TIMEOUT), "timeout", MAX_TIMEOUT)
        _check_polling(given.get("polling_policy"))
        skip = arguments.boolean(given.get("skip_polling", False), "skip_polling")
        return cls(timeout, skip), rest


def _check_polling(policy: Any) -> None:
    """Raises TypeError or ValueError for what is no polling policy."""
    if policy is None:
        return
    for name, value in arguments.dictionary(policy, "polling_policy").items():
        if name not in _POLLING_KEYS:
            raise type_error(f"polling_policy has no '{name}'")
        if arguments.number(value, f"polling_policy.{name}") <= 0:
            raise value_error(f"argument 'polling_policy.{name}' must be above 0")
