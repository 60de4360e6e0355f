"""The entry points: one name for each deployed function, as infra/deployment.yaml lists them.

A name is looked up in its module when it is asked for: a function loads what it needs itself, and a
cold start of one takes no longer for all the others.
"""

from importlib import import_module
from typing import Any, Final

ENTRY_POINTS: Final = {
    "hotelly.booking.checkout": ("close_checkout", "create_checkout"),
    "hotelly.booking.convert": ("convert",),
    "hotelly.booking.rooms": ("cancel", "create_hold", "expire", "set_ari"),
    "hotelly.contacts.erasure": ("erase_contact",),
    "hotelly.conversation.converse": ("converse", "note_staff_reply"),
    "hotelly.ingest.receive": ("receive_webhook",),
    "hotelly.messaging.inbox": ("save_message", "update_message", "set_preference"),
    "hotelly.messaging.send": ("send_message",),
    "hotelly.operations.diagnose": ("diagnose",),
    "hotelly.operations.events": ("begin_event", "claim_events", "finish_event"),
    "hotelly.operations.pauses": ("pause", "resume"),
    "hotelly.operations.retention": ("retain",),
    "hotelly.payments.refunds": ("refund_payment",),
    "hotelly.payments.resolution": ("resolve_payment",),
    "hotelly.payments.sweep": ("sweep_payments",),
    "hotelly.payments.truth": ("sync_payment",),
    "hotelly.sales.meta_leads": ("fetch_lead",),
    "hotelly.sales.pipeline": (
        "create_obra",
        "mark_won",
        "move_stage",
        "register_proposal",
        "upsert_lead",
    ),
}
MODULE_OF: Final = {name: module for module, names in ENTRY_POINTS.items() for name in names}
__all__ = sorted(MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in MODULE_OF:
        raise AttributeError(name)
    return getattr(import_module(MODULE_OF[name]), name)
