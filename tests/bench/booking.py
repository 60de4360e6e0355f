"""What one booking costs: calls, steps, commits, processor time; and how long the guest waits."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import httpx

from infra.local.client.waiting import eventually
from infra.local.stack.addresses import PARENT
from tests.bench.figures import Figure, Figures, at_most, milliseconds
from tests.bench.processes import megabytes, processor_seconds
from tests.bench.running import Running, book, each, running_stack
from tests.costs.counting import billed_steps
from tests.system.guests import Guest

ROUNDS = 5
IN_TURN = 12
AT_ONCE = 8
BOOKINGS = 32
"""in each round, so many at once"""
MOST_AT_ONCE = 16

SINCE_RECEIPT = """
select extract(epoch from s.at - e.created_at)::float8 as until_booked,
  extract(epoch from e.finished_at - e.created_at)::float8 as until_finished
from events e join event_steps s on s.event_id = e.id and s.step = 'convert'
where e.correlation_id = any(%s)"""
CONNECTIONS = "select count(*) from pg_stat_activity where usename like '%%_login'"


def measure() -> Figures:
    with running_stack() as running:
        each(running.guests(AT_ONCE), AT_ONCE, book)  # whatever is loaded at the first need
        yield from _one_after_another(running)
        yield from _at_once(running)
        each(running.guests(2 * MOST_AT_ONCE), MOST_AT_ONCE, book)
        [connections] = running.records.rows(CONNECTIONS)
        count = float(connections["count"])
        yield Figure(f"database connections, {MOST_AT_ONCE} in flight", count)
        running.stack.processes["scheduler"].start()
        running.stack.processes["scheduler"].wait_ready()
        remark = "proportional; Postgres included"
        used = megabytes(running.processes())
        yield Figure("memory of the stack after that", used, "MB", at_most(600), remark)


def _one_after_another(running: Running) -> Figures:
    guests = running.guests(IN_TURN)
    commits = _counted(running, lambda: _book_to_the_end(guests), _commits)
    steps, calls = zip(*(_executed(running, guest) for guest in guests), strict=True)
    webhooks = 2
    yield Figure("function calls of a booking", max(calls) + webhooks, "", at_most(7))
    yield Figure("workflow steps of a booking", max(steps), "", at_most(60), "each assignment too")
    yield Figure("commits of a booking", commits / IN_TURN, "", at_most(9))
    rows = running.records.rows(SINCE_RECEIPT, [guest.correlation_id for guest in guests])
    booked, finished = ([row[name] for row in rows] for name in ("until_booked", "until_finished"))
    yield milliseconds("paid webhook to committed reservation", booked, at_most(10))
    yield milliseconds("paid webhook to finished event", finished)


def _book_to_the_end(guests: list[Guest]) -> None:
    """Until the last transaction of each, which the guest does not wait for."""
    for guest in guests:
        book(guest)
        eventually("both events are finished", guest.is_confirmed)


def _at_once(running: Running) -> Figures:
    used, rates = [], []
    for _ in range(ROUNDS):
        guests = running.guests(BOOKINGS)
        started = time.perf_counter()
        seconds = _counted(running, lambda: each(guests, AT_ONCE, book), _processor)  # noqa: B023
        rates.append(BOOKINGS / (time.perf_counter() - started))
        used.append(seconds / BOOKINGS * 1000)
    what = "processor time of a booking, stand-ins too"
    yield Figure(what, statistics.median(used), "ms", at_most(25), f"{AT_ONCE} in flight")
    yield Figure(f"bookings, {AT_ONCE} in flight", statistics.median(rates), "a second")


def _counted(
    running: Running, work: Callable[[], object], count: Callable[[Running], float]
) -> float:
    before = count(running)
    work()
    return count(running) - before


def _processor(running: Running) -> float:
    return processor_seconds(running.processes())


def _commits(running: Running) -> float:
    """Transactions that wrote something; one that only read is no flush to disk."""
    [row] = running.records.rows("select pg_snapshot_xmax(pg_current_snapshot())::text as number")
    return float(row["number"])


def _executed(running: Running, guest: Guest) -> tuple[int, int]:
    """Steps and function calls of the guest's two executions, as Google's step entries have it."""
    eventually("both events are finished", guest.is_confirmed)
    entries = [
        entry
        for event in guest.events()
        for entry in _entries(running, event["workflow_execution_id"])
    ]
    named = ((entry["routine"], entry["step"]) for entry in entries)
    return billed_steps("ingest-event", named), sum(
        entry["step"] == "call_function" and entry["stepType"] == "STEP_STD_LIB_CALL"
        for entry in entries
    )


def _entries(running: Running, execution_id: str) -> list[dict[str, Any]]:
    executions = f"{running.stack.ports.engine_url}/v1/{PARENT}/workflows/ingest-event/executions"
    url = f"{executions}/{execution_id}/stepEntries"
    entries: list[dict[str, Any]] = httpx.get(url, params={"pageSize": 1000}).json()["stepEntries"]
    return entries
