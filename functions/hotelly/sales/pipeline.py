"""The five steps from a lead to an obra, each one SQL function that reads the event's payload."""

from hotelly.database import call
from hotelly.web import Answer, EventStep, step


@step
def upsert_lead(body: EventStep) -> Answer:
    """`created` or `updated` {lead_id}; the phone, else the e-mail, tells who it is."""
    return call("upsert_lead", event_id=body.event_id)


@step
def move_stage(body: EventStep) -> Answer:
    """`moved`, or `stale` when the lead is no longer at the stage it should leave."""
    return call("move_stage", event_id=body.event_id)


@step
def register_proposal(body: EventStep) -> Answer:
    """`proposed` {project_id}."""
    return call("register_proposal", event_id=body.event_id)


@step
def mark_won(body: EventStep) -> Answer:
    """`won`."""
    return call("mark_won", event_id=body.event_id)


@step
def create_obra(body: EventStep) -> Answer:
    """`created` {obra_id}, or `no_won_project`."""
    return call("create_obra", event_id=body.event_id)
