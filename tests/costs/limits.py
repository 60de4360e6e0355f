"""Which part of what there is the busiest second of a month asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from infra.deployment import load_deployment
from tests.costs.month import MESSAGES_A_BOOKING, MONTH

TODAY: Final = 900
"""bookings a month: ten hotels"""
PEAK: Final = 20
"""times the average second"""
STRIPE_A_SECOND: Final = 100
"""requests that Stripe takes of an account"""


@dataclass(frozen=True)
class Limit:
    what: str
    there_is: float
    by_booking: float
    """what one a second asks for"""
    by_message: float

    def used(self, bookings: int) -> float:
        """1 is all there is."""
        peak = bookings / MONTH.total_seconds() * PEAK
        asked = self.by_booking + self.by_message * MESSAGES_A_BOOKING
        return peak * asked / self.there_is


def limits() -> Iterator[Limit]:
    """A call is in flight for a second when WhatsApp sends, half of one at Stripe, else 0.05."""
    yield Limit("send-message in flight", _at_once("send-message"), 2.0, 1.0)
    yield Limit("create-checkout in flight", _at_once("create-checkout"), 0.5, 0)
    yield Limit("convert in flight", _at_once("convert"), 0.5, 0)
    yield Limit("converse in flight", _at_once("converse"), 0, 0.05)
    yield Limit("receive-webhook in flight", _at_once("receive-webhook"), 0.1, 0.05)
    yield Limit("requests to Stripe", STRIPE_A_SECOND, 2, 0)
    yield Limit("the database's one processor", 1, 0.015, 0.008)


def _at_once(function: str) -> int:
    return load_deployment().functions[function].concurrency
