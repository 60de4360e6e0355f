"""A journey as lines to read: what happened under one correlation id, in order."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

LINE = "{time}  {kind:<8} {subject:<34} {outcome:<22} {detail}"
IDS = ("execution_id", "message_id", "id", "event_id")


def lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """`rows` are those of the SQL function `trace`; each day has a line of its own, with zone."""
    return [
        line
        for day, of_day in groupby(rows, key=lambda row: _day(row["at"].astimezone()))
        for line in (day, *_lines(of_day))
    ]


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d, UTC%z}"


def _lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield LINE.format(
            time=f"{row['at'].astimezone():%H:%M:%S.%f}"[:-3],
            kind=row["kind"],
            subject=row["subject"],
            outcome=row["outcome"] or "",
            detail=_detail(row["detail"]),
        ).rstrip()


def _detail(detail: Mapping[str, Any]) -> str:
    """How long the run or the step took, or why it failed; then the id the line is about."""
    seconds = detail.get("seconds")
    duration = f"{seconds * 1000:.0f} ms" if seconds is not None else ""
    subject = next((f"{name} {detail[name]}" for name in IDS if name in detail), "")
    error = detail.get("error") or ""
    return "  ".join(part for part in (f"{duration:<8}", error, subject) if part)
