"""Times as Google's JSON writes them: RFC 3339 in UTC with microseconds, durations in seconds."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(seconds: float) -> str:
    """`seconds` since the epoch as 2026-01-31T12:00:00.123456Z."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seconds_since_epoch(text: str) -> float:
    """The moment a date (2026-01-31) or an RFC 3339 time names; UTC where no zone is given.

    Raises ValueError for anything else.
    """
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def duration(seconds: float) -> str:
    """`seconds` as google.protobuf.Duration in JSON, for example 10.157s."""
    text = f"{max(seconds, 0.0):.6f}".rstrip("0").rstrip(".")
    return f"{text}s"
