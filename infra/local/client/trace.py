"""A journey as lines to read: what happened under one correlation id, in order."""

from collections.abc import Iterable, Mapping
from typing import Any

LINE = "{time}  {kind:<8} {subject:<34} {outcome:<22} {detail}"


def lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """`rows` are those of the SQL function `trace`."""
    return [
        LINE.format(
            time=f"{row['at'].astimezone():%H:%M:%S.%f}"[:-3],
            kind=row["kind"],
            subject=row["subject"],
            outcome=row["outcome"] or "",
            detail=_detail(row["detail"]),
        ).rstrip()
        for row in rows
    ]


def _detail(detail: Mapping[str, Any]) -> str:
    """How long the run or the step took; then the id the line is about."""
    seconds = detail.get("seconds")
    duration = f"{seconds * 1000:.0f} ms" if seconds is not None else ""
    names = ("execution_id", "message_id", "id")
    subject = next((f"{name} {detail[name]}" for name in names if name in detail), "")
    return f"{duration:<8} {subject}"
