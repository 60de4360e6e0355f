"""Every SQL function of a booking and of the sweeps, with years of events behind it and with days.

Takes minutes: measured when it is asked for by name.
"""

import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pg8000.native import literal

from tests.bench.database import filling, migrated
from tests.bench.figures import Figure, Figures, at_most, shown
from tests.sql.hotel import GUEST, NOON, Hotel

FEW, MANY = 4_000, 400_000
"""bookings: 10,000 events and 1,000,000"""
ROUNDS = 25
HISTORY = Path(__file__).with_name("history.sql")
TODAY = datetime.now(UTC)
"""where the history ends: some checks have no clock but their own"""
CHECKS = ("payments_without_reservation", "reconcile_ari_vs_holds", "diagnose")
SWEEPS = (
    *("select count(*) from payments_without_reservation(%s)", "select diagnose(%s)"),
    *("select count(*) from find_stuck_holds(%s)", "select count(*) from nights_short(%s)"),
    *("select count(*) from reprocess_candidates(%s)", "select claim_events(p_now => %s)"),
    "select expire(p_now => %s)",
)
MILLISECOND = 0.001


class TimedHotel(Hotel):
    """Keeps how long each SQL function took."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.rows("set plan_cache_mode = force_generic_plan")  # as the functions connect
        self.taken: dict[str, list[float]] = defaultdict(list)

    def value(self, query: str, *arguments: Any) -> Any:
        started = time.perf_counter()
        answer = super().value(query, *arguments)
        self._note(query, time.perf_counter() - started)
        return answer

    def _note(self, query: str, seconds: float) -> None:
        [function, *_] = re.findall(r"(?:select|from) (?!count\b)(\w+)\(", query)
        self.taken[function].append(seconds)


def measure() -> Figures:
    with ExitStack() as resources:
        few, many = (resources.enter_context(_hotel(bookings)) for bookings in (FEW, MANY))
        for number in range(ROUNDS):
            for hotel in (few, many):
                _round(hotel, number)
        for function in sorted(few.taken):
            yield _compared(function, few.taken[function], many.taken[function])


def _compared(function: str, few: list[float], many: list[float]) -> Figure:
    """A function within a millisecond of history's price is taken for one that does not feel it."""
    before, after = statistics.median(few), statistics.median(many)
    times = after / before if after - before > MILLISECOND else min(after / before, 1.0)
    goal = at_most(2 if function in CHECKS else 1.5)
    remark = f"{shown(before * 1000)} and {shown(after * 1000)} ms"
    return Figure(f"{function}, 1,000,000 events beside 10,000", times, "times", goal, remark)


def _round(hotel: TimedHotel, number: int) -> None:
    """A booking from the request to the confirmation, a cancelled one, and all sweeps."""
    now = NOON + timedelta(minutes=number)
    guest = GUEST | {"phone": f"+55119{80_000_000 + number}"}
    event_id, hold_id, session_id = hotel.checkout(now, guest=guest)
    hotel.call("prepare_message", event_id=event_id, template="payment_link")
    hotel.pay(session_id, hold_id, now)
    hotel.value("select count(*) from journeys_of(%s)", event_id)
    other = GUEST | {"phone": f"+55118{80_000_000 + number}"}
    _, unpaid, _ = hotel.checkout(now, guest=other)
    cancelled = hotel.event("hold_cancelled", {"hold_id": unpaid})
    hotel.step("cancel", cancelled, now)
    hotel.value("select count(*) from reconcile_ari_vs_holds()")
    for sweep in SWEEPS:
        hotel.value(sweep, TODAY)


@contextmanager
def _hotel(bookings: int) -> Iterator[TimedHotel]:
    with migrated() as (_, url):
        with filling(url) as cursor:
            for statement in _history(bookings):
                cursor.execute(statement)
        with TimedHotel(url) as hotel:
            hotel.open_for_business(total=1_000)
            hotel.taken.clear()
            yield hotel


def _history(bookings: int) -> list[str]:
    sql = HISTORY.read_text().replace(":now::", literal(TODAY) + "::")
    return sql.replace(":bookings", str(bookings)).split(";\n")[:-1]
