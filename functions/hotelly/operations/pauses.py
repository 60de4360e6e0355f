"""Stopping the machine, or a part of it, at once; and letting it go on."""

from typing import Annotated, Literal

from pydantic import Field

from hotelly.database import call
from hotelly.ingest.payloads.fields import Slug
from hotelly.web import Answer, Body, step

What = Literal["whatsapp", "stripe", "leads", "events", "create-hold", "convert", "messages", "all"]
Length = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3} ?[smhd]$")]
Line = Annotated[str, Field(min_length=1, max_length=200)]


class Resume(Body):
    what: What
    by: Line
    property_id: Slug | None = None
    """of this one alone"""


class Pause(Resume):
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    lasts: Length | None = Field(default=None, alias="for")
    """30m, 2h, 1d; until somebody resumes otherwise"""


@step
def pause(body: Pause) -> Answer:
    """`paused` {what, property_id, until}."""
    about = {"what": body.what, "reason": body.reason, "by": body.by, "for": body.lasts}
    return call("pause", **about, property_id=body.property_id)


@step
def resume(body: Resume) -> Answer:
    """`resumed` {ended, still}, or `not_paused`."""
    return call("resume", what=body.what, by=body.by, property_id=body.property_id)
