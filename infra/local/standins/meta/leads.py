"""The leads that people left in a page's forms."""

import secrets
import time
from typing import Any

from pydantic import BaseModel, Field

from infra.local.standins.kept import Kept, KeptObjects, whole


def new_lead_id() -> str:
    return str(10**15 + secrets.randbelow(9 * 10**15))


class Lead(BaseModel):
    id: str = Field(default_factory=new_lead_id)
    form_id: str
    created: int = Field(default_factory=lambda: int(time.time()))
    field_data: list[dict[str, Any]]
    """[{name, values: […]}]"""

    def shown(self, fields: str) -> dict[str, Any]:
        """The lead as the Graph API shows it: those fields that were asked for."""
        everything = {
            "id": self.id,
            "created_time": time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(self.created)),
            "field_data": self.field_data,
            "form_id": self.form_id,
            "is_organic": True,
            "platform": "fb",
        }
        wanted = fields.split(",") if fields else ["id", "created_time", "field_data"]
        return {name: everything[name] for name in everything if name in {"id", *wanted}}


class Leads:
    def __init__(self, kept: KeptObjects) -> None:
        self._kept = kept
        self.leads = [Lead.model_validate(each) for each in kept.of("lead")]

    def keep(self, lead: Lead) -> Lead:
        self.leads.append(lead)
        self._kept.put([Kept("lead", lead.id, whole(lead))])
        return lead

    def find(self, lead_id: str) -> Lead | None:
        return next((each for each in self.leads if each.id == lead_id), None)

    def of_form(self, form_id: str, since: int) -> list[Lead]:
        """Newest first."""
        return [each for each in self.leads if each.form_id == form_id and each.created > since][
            ::-1
        ]
