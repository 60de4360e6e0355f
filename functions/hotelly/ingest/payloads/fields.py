"""What the payloads' fields may hold; the SQL functions refuse at the same numbers."""

import re
from datetime import date, timedelta
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

LONGEST_STAY: Final = timedelta(days=90)
LONGEST_SPAN: Final = timedelta(days=731)
"""from the first to the last night of one change of rooms and prices"""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Stage = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Note = Annotated[str, Field(max_length=2000)]
Currency = Annotated[str, Field(pattern="^[a-z]{3}$")]
Price = Annotated[int, Field(ge=1, le=99_999_999)]
"""cents; Stripe takes eight digits"""
Amount = Annotated[int, Field(ge=1, le=100_000_000_000)]
Count = Annotated[int, Field(ge=0, le=10_000)]
Quantity = Annotated[int, Field(ge=1, le=100)]
Children = Annotated[int, Field(ge=0, le=100)]
Age = Annotated[int, Field(ge=0, le=17)]


def _day(value: object) -> date:
    """A date as YYYY-MM-DD and nothing else: pydantic takes "0" for a number of seconds."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return date.fromisoformat(value)
    raise ValueError("a date as YYYY-MM-DD is expected")


Day = Annotated[date, BeforeValidator(_day)]


class Payload(BaseModel):
    """Where money and rooms are at stake an unknown key is a mistake, and refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Notes(BaseModel):
    """People's own notes: unknown keys are kept."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
