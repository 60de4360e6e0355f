"""The objects of Stripe's API, with the fields that hotels' payments use.

Field names, types and states: https://docs.stripe.com/api. Amounts are in cents, times in seconds
since 1970.
"""

import secrets
import string
from typing import Any, Literal

from pydantic import BaseModel, Field

Method = Literal["card", "pix", "boleto"]
SessionStatus = Literal["open", "complete", "expired"]
PaymentStatus = Literal["unpaid", "paid"]
RefundStatus = Literal["pending", "succeeded", "failed", "canceled"]
Metadata = dict[str, str]

_LETTERS = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """An id like Stripe's: `pi_` and letters and digits that nobody can guess."""
    return f"{prefix}_" + "".join(secrets.choice(_LETTERS) for _ in range(length))


class StripeObject(BaseModel):
    """What all objects have in common."""

    id: str
    object: str
    created: int
    livemode: bool = False

    def rendered(self) -> dict[str, Any]:
        return self.model_dump()


class LineItem(BaseModel):
    id: str = Field(default_factory=lambda: new_id("li"))
    object: str = "item"
    description: str
    currency: str
    quantity: int
    amount_subtotal: int
    amount_total: int
    detail: str | None = Field(default=None, exclude=True)
    """the product's description, which only the payment page shows"""


class PaymentIntent(StripeObject):
    object: str = "payment_intent"
    amount: int
    amount_received: int = 0
    currency: str
    description: str | None = None
    last_payment_error: dict[str, str] | None = None
    latest_charge: str | None = None
    metadata: Metadata = {}
    next_action: dict[str, Any] | None = None
    payment_method_types: list[Method]
    status: Literal[
        "requires_payment_method", "requires_action", "processing", "succeeded", "canceled"
    ] = "requires_payment_method"


class Charge(StripeObject):
    object: str = "charge"
    amount: int
    amount_captured: int = 0
    amount_refunded: int = 0
    captured: bool = False
    currency: str
    failure_code: str | None = None
    failure_message: str | None = None
    metadata: Metadata = {}
    paid: bool = False
    payment_intent: str
    payment_method_details: dict[str, Any]
    refunded: bool = False
    status: Literal["succeeded", "failed"]


class Refund(StripeObject):
    object: str = "refund"
    amount: int
    charge: str
    currency: str
    metadata: Metadata = {}
    payment_intent: str
    reason: str | None = None
    status: RefundStatus = "succeeded"
    failure_reason: str | None = None


class Dispute(StripeObject):
    object: str = "dispute"
    amount: int
    charge: str
    currency: str
    payment_intent: str
    reason: str = "fraudulent"
    status: Literal["needs_response", "under_review", "won", "lost"] = "needs_response"


class Session(StripeObject):
    object: str = "checkout.session"
    amount_subtotal: int
    amount_total: int
    cancel_url: str | None
    client_reference_id: str | None
    currency: str
    custom_text: dict[str, Any] = {}
    customer: str | None = None
    customer_details: dict[str, str | None] | None = None
    customer_email: str | None
    expires_at: int
    line_items: list[LineItem] = Field(exclude=True)
    """like Stripe, rendered only when expanded"""
    locale: str | None
    metadata: Metadata
    mode: Literal["payment"] = "payment"
    payment_intent: str | None = None
    payment_intent_data: dict[str, Any] = Field(exclude=True)
    payment_method_options: dict[str, Any]
    payment_method_types: list[Method]
    payment_status: PaymentStatus = "unpaid"
    recovered_from: str | None = None
    status: SessionStatus = "open"
    success_url: str
    total_details: dict[str, int] = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
    ui_mode: str = "hosted_page"
    url: str | None


class EventRequest(BaseModel):
    """The API request that caused an event; both fields are None when the payer caused it."""

    id: str | None = None
    idempotency_key: str | None = None


class Event(StripeObject):
    object: str = "event"
    api_version: str
    data: dict[str, Any]
    pending_webhooks: int = 0
    request: EventRequest
    type: str
