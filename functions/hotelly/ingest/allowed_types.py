"""The types under which events are kept: those of a list, and `other` for the rest.

A type reaches logs and the arguments of workflows, so it may not be a sender's free text.
"""

from typing import Final

from hotelly.ingest.event_types import EVENT_TYPES

OTHER: Final = "other"
OWN: Final = frozenset((*EVENT_TYPES, "ping"))
STRIPE: Final = frozenset(
    (
        *("checkout.session.completed", "checkout.session.expired"),
        *("checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"),
        *("charge.succeeded", "charge.failed", "charge.pending", "charge.captured"),
        *("charge.expired", "charge.updated", "charge.refunded", "charge.refund.updated"),
        *("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"),
        *("charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"),
        *("payment_intent.created", "payment_intent.processing", "payment_intent.succeeded"),
        *("payment_intent.payment_failed", "payment_intent.canceled"),
        *("payment_intent.requires_action", "payment_intent.partially_funded"),
        *("refund.created", "refund.updated", "refund.failed", "payout.paid", "payout.failed"),
        *("review.opened", "review.closed", "radar.early_fraud_warning.created"),
        *("customer.created", "customer.updated", "payment_link.created", "account.updated"),
    )
)
"""https://docs.stripe.com/api/events/types"""
WHATSAPP: Final = frozenset(
    (
        *("application.startup", "qrcode.updated", "connection.update", "status.instance"),
        *("messages.set", "messages.upsert", "messages.edited", "messages.update"),
        *("messages.delete", "send.message", "send.message.update", "call"),
        *("contacts.set", "contacts.upsert", "contacts.update", "presence.update"),
        *("chats.set", "chats.upsert", "chats.update", "chats.delete"),
        *("groups.upsert", "groups.update", "group.participants.update"),
        *("labels.edit", "labels.association", "logout.instance", "remove.instance"),
        *("instance.create", "instance.delete", "typebot.start", "typebot.change.status"),
    )
)
"""https://doc.evolution-api.com/v2/en/configuration/webhooks"""
META: Final = frozenset(
    (
        *("messages", "message_template_status_update", "message_template_quality_update"),
        *("message_template_components_update", "template_category_update", "calls", "flows"),
        *("account_alerts", "account_review_update", "account_update", "security", "history"),
        *("business_capability_update", "phone_number_name_update", "phone_number_quality_update"),
        *("smb_message_echoes", "smb_app_state_sync", "user_preferences", "user_id_update"),
        *("payment_configuration_update", "leadgen", "leadgen_update", "feed", "empty"),
    )
)
"""https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference"""
TYPEFORM: Final = frozenset(("form_response_partial", "form_response"))
_OF: Final = {"stripe": STRIPE, "whatsapp": WHATSAPP, "meta": META, "typeform": TYPEFORM}


def foreign_type(provider: str, name: str | None) -> str:
    """`stripe.charge.refunded`: kept under its provider's name, and ignored."""
    plain = (name or "").lower().replace("_", ".") if provider == "whatsapp" else name
    return f"{provider}.{plain if plain in _OF[provider] else OTHER}"


def own_type(name: str) -> str:
    return name if name in OWN else OTHER
