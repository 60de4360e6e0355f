"""Pausing and resuming, and what the functions' door asks before a step."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.sql.hotel import Hotel

NOW = datetime.now(UTC)


def pause(hotel: Hotel, what: str, **more: Any) -> Any:
    given = {"what": what, "reason": "a night is oversold", "by": "Rita", "now": NOW, **more}
    return hotel.call("pause", **given)


def resume(hotel: Hotel, what: str = "all", **more: Any) -> Any:
    return hotel.call("resume", what=what, **{"by": "Rita", "now": NOW, **more})


def deferred(hotel: Hotel, event_id: str, step: str, execution_id: str | None = None) -> Any:
    """What the functions' door asks before a step."""
    run = json.dumps({"event_id": event_id, "execution_id": execution_id}) if execution_id else ""
    return hotel.value(
        "select defer_step(%s, %s) from set_config('hotelly.run', %s, true)", event_id, step, run
    )
