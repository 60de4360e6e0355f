"""Times as Google's JSON writes them: RFC 3339 in UTC with microseconds, durations in seconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:\d\d)?)?", re.ASCII
)
_FIRST = datetime(1, 1, 1, tzinfo=UTC).timestamp()
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()


def rfc3339(seconds: float) -> str:
    """`seconds` since the epoch as 2026-01-31T12:00:00.123456Z."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def seconds_since_epoch(text: str) -> float:
    """The moment a date (2026-01-31) or an RFC 3339 time names; UTC where no zone is given.

    Raises ValueError for anything else, and for what is not within the years 1 to 9999 in UTC.
    """
    if not _TIME.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is not an RFC 3339 time")
    moment = datetime.fromisoformat(text.upper())
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if not _FIRST <= seconds <= _LAST:
        raise ValueError(f"{text[:40]!r} is not within the years 1 to 9999 in UTC")
    return seconds


def duration(seconds: float) -> str:
    """`seconds` as google.protobuf.Duration in JSON, for example 10.157s."""
    text = f"{max(seconds, 0.0):.6f}".rstrip("0").rstrip(".")
    return f"{text}s"
