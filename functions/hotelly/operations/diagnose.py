"""The runbook's questions, asked all at once by the reconcile workflow."""

from datetime import datetime

from hotelly.database import call
from hotelly.web import Answer, Body, step


class Diagnose(Body):
    now: datetime | None = None


@step
def diagnose(body: Diagnose) -> Answer:
    """{findings: [{check, severity, count, ids}]}; empty when inventory, holds, payments and
    events agree."""
    return {"outcome": "diagnosed", "findings": call("diagnose", now=body.now)}
