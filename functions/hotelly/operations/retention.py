"""Forgetting, batch after batch, what was kept long enough."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from hotelly.database import call
from hotelly.web import Answer, Body, step


class Retain(Body):
    dry_run: bool = True
    """only say what one batch would be"""
    limit: Annotated[int, Field(ge=1, le=5000)] | None = None
    """events, and rows of the outbox, of one batch"""
    now: datetime | None = None


@step
def retain(body: Retain) -> Answer:
    """`retained`, or `counted`: {kinds: {kind: rows}, more}."""
    return call("retain", limit=body.limit, dry_run=body.dry_run, now=body.now)
