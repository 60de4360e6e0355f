"""The names of a connector's positional arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from infra.engine.connectors.signatures import SIGNATURES
from infra.engine.values.errors import type_error


def named(connector: str, values: Sequence[Any]) -> dict[str, Any]:
    """Raises TypeError where no order of arguments is documented."""
    names = SIGNATURES.get(connector, ())
    if len(values) > len(names):
        raise type_error(
            f"'{connector}' has no positional argument {len(names) + 1}; use a call step"
        )
    return dict(zip(names, values, strict=False))
