"""time.*  https://cloud.google.com/workflows/docs/reference/stdlib/time/format"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function
from infra.engine.values.errors import value_error

_RFC_3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))", re.ASCII
)


@function("time.format")
def format_(seconds: Any, timezone: Any = "UTC") -> str:
    """RFC 3339 with six decimals; `Z` where the zone is at UTC, else its offset."""
    number = arguments.number(seconds, "seconds")
    zone = _zone(arguments.string(timezone, "timezone"))
    try:
        moment = datetime.fromtimestamp(number, UTC).astimezone(zone)
    except (OverflowError, OSError, ValueError) as error:
        raise value_error("time.format: the time is outside the years 1 to 9999") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f").rjust(26, "0") + _offset(moment)


@function("time.parse")
def parse(value: Any) -> float:
    """Seconds since the epoch of an RFC 3339 time; digits beyond the microsecond are dropped."""
    return timestamp(arguments.string(value, "value"), "value")


def timestamp(text: str, argument: str) -> float:
    """ValueError naming `argument` unless `text` is an RFC 3339 time (section 5.6)."""
    parts = _RFC_3339.fullmatch(text)
    if parts is None:
        raise value_error(f"argument '{argument}' is not an RFC 3339 time")
    try:
        return _moment(parts).timestamp()
    except (ValueError, OverflowError) as error:
        raise value_error(f"argument '{argument}' is not a time that exists") from error


def _moment(parts: re.Match[str]) -> datetime:
    date, clock, fraction, zulu, sign, hours, minutes = parts.groups()
    zone = UTC if zulu else _fixed_zone(sign, int(hours), int(minutes))
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    return datetime.fromisoformat(f"{date}T{clock}").replace(microsecond=microsecond, tzinfo=zone)


def _fixed_zone(sign: str, hours: int, minutes: int) -> timezone:
    if minutes > 59:
        raise ValueError("minutes of the offset")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)


def _zone(name: str) -> ZoneInfo:
    """The zone of the IANA database; UTC for the empty name."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError) as error:
        raise value_error("unknown time zone; expecting a name of the IANA database") from error


def _offset(moment: datetime) -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    if minutes == 0:
        return "Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
