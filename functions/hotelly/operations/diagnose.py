"""The runbook's questions, asked all at once by the reconcile workflow."""

from datetime import datetime

from hotelly.database import call
from hotelly.ingest.payloads.fields import Day
from hotelly.web import Answer, Body, step


class Diagnose(Body):
    history_from: Day | None = None
    """a slice of the past from this day on, instead of what goes on now"""
    now: datetime | None = None


@step
def diagnose(body: Diagnose) -> Answer:
    """{findings: [{check, severity, count, ids}]}; empty when inventory, holds, payments and
    events agree. Of the past: {next} too, the day to go on from, until there is none.
    """
    if body.history_from is not None:
        return call("diagnose_history", **{"from": body.history_from}, now=body.now)
    return {"outcome": "diagnosed", "findings": call("diagnose", now=body.now)}
