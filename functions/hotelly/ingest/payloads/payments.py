"""What Stripe tells of money."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from hotelly.ingest.payloads.fields import Amount, Identifier, Name, Note, Payload


class SessionEvent(Payload):
    """A trigger: the truth is fetched from Stripe by the session's id."""

    session_id: Annotated[str, Field(pattern=r"^cs_[A-Za-z0-9_]{1,200}$")]
    payment_intent: Identifier | None = None
    stripe_type: Identifier | None = None
    livemode: bool | None = None


class ProviderObject(Payload):
    """A refund, a charge that was refunded, or a dispute changed; fetched by its id too."""

    object_id: Identifier
    payment_intent: Identifier | None = None
    stripe_type: Identifier | None = None
    livemode: bool | None = None


class PaymentResolution(Payload):
    """What a person decided about money that is no stay."""

    payment_id: UUID
    decision: Literal["rebook", "refund", "close", "manual"]
    by: Name
    why: Note | None = None
    amount_cents: Amount | None = None
    dry_run: bool = False
