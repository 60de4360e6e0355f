"""From a lead to an obra."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator

from hotelly.contacts.phone import Phone
from hotelly.ingest.payloads.fields import (
    Amount,
    Currency,
    Day,
    Email,
    Identifier,
    Name,
    Note,
    Notes,
    Stage,
)


class LeadCreated(BaseModel):
    """Forms send whatever they have: what is not named here is dropped.

    What a provider's form says is put together by `ingest.leads.facts`.
    """

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    name: Name | None = None
    phone: Phone | None = None
    email: Email | None = None
    source: Identifier = "webhook"
    funnel: Identifier | None = None
    location: Name | None = None
    project_type: Identifier | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.name or self.phone or self.email:
            return self
        raise ValueError("a lead needs a name, a phone or an e-mail")


class StageChanged(Notes):
    from_stage: Stage | None = None
    to_stage: Stage
    reason: Note | None = None


class ProposalSent(Notes):
    title: Name | None = None
    amount_cents: Amount | None = None
    currency: Currency | None = None
    reference: Identifier | None = None


class Won(Notes):
    project_id: UUID | None = None
    reason: Note | None = None


class ObraCreated(Notes):
    project_id: UUID | None = None
    name: Name | None = None
    address: Note | None = None
    starts_on: Day | None = None
