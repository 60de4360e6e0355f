"""What Stripe tells of money."""

from typing import Annotated

from pydantic import Field

from hotelly.ingest.payloads.fields import Identifier, Payload


class SessionEvent(Payload):
    """A trigger: the truth is fetched from Stripe by the session's id."""

    session_id: Annotated[str, Field(pattern=r"^cs_[A-Za-z0-9_]{1,200}$")]
    payment_intent: Identifier | None = None
    stripe_type: Identifier | None = None
    livemode: bool | None = None
