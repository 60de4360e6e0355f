"""Forgetting who a person was."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from hotelly.database import call
from hotelly.web import Answer, Body, step


class Erasure(Body):
    contact_id: UUID
    by: Annotated[str, Field(min_length=1, max_length=200)]
    """who was asked to do it"""
    dry_run: bool = True
    """only say what would be done"""


@step
def erase_contact(body: Erasure) -> Answer:
    """`erased`, or `counted`: {contact_ids, events, messages}; `refused` {reasons: [{reason, ids}]}
    while a stay, money or an event of theirs is open.
    """
    who = str(body.contact_id)
    return call("erase_contact", contact_id=who, by=body.by, dry_run=body.dry_run)
