"""The entry points: one name for each deployed function, as infra/deployment.yaml lists them."""

from hotelly.booking.checkout import close_checkout, create_checkout
from hotelly.booking.convert import convert
from hotelly.booking.rooms import cancel, create_hold, expire, set_ari
from hotelly.ingest.receive import receive_webhook
from hotelly.messaging.inbox import save_message, update_message
from hotelly.messaging.send import send_message
from hotelly.operations.diagnose import diagnose
from hotelly.operations.events import begin_event, claim_events, finish_event
from hotelly.sales.pipeline import (
    create_obra,
    mark_won,
    move_stage,
    register_proposal,
    upsert_lead,
)

__all__ = [
    "begin_event",
    "cancel",
    "claim_events",
    "close_checkout",
    "convert",
    "create_checkout",
    "create_hold",
    "create_obra",
    "diagnose",
    "expire",
    "finish_event",
    "mark_won",
    "move_stage",
    "receive_webhook",
    "register_proposal",
    "save_message",
    "send_message",
    "set_ari",
    "update_message",
    "upsert_lead",
]
