"""What becomes of money that is no stay: the property's policy, or a person's decision."""

from hotelly.database import call
from hotelly.web import Answer, EventStep, step


@step
def resolve_payment(body: EventStep) -> Answer:
    """`rebooked` {reservation_id}, `refunding` {refund_id, amount_cents}, `closed`, `manual`,
    `nothing_to_decide`; `dry_run` {would}."""
    return call("resolve_payment", event_id=body.event_id)
