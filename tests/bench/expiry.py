"""Closing abandoned Checkout Sessions with a Stripe that takes its time."""

import json
import time
from datetime import UTC, datetime, timedelta

import httpx

from tests.bench.figures import Figure, Figures, at_least
from tests.bench.running import each, running_stack

SESSIONS = 200
ROUNDS = 5
STRIPE_SECONDS = 0.3
AT_ONCE = 8


def measure() -> Figures:
    with running_stack() as running:
        rates = []
        faults = f"{running.stack.ports.stripe_url}/_control/faults"
        for _ in range(ROUNDS):
            each(running.guests(SESSIONS), AT_ONCE, lambda guest: (guest.asks(), guest.link()))
            httpx.put(faults, json={"seconds": STRIPE_SECONDS}).raise_for_status()
            past_all_deadlines = datetime.now(UTC) + timedelta(minutes=20)
            started = time.monotonic()
            done = running.caller.run("expire-holds", {"now": past_all_deadlines.isoformat()})
            rates.append(SESSIONS / (time.monotonic() - started) * 60)
            assert json.loads(done["result"])["closed"] == SESSIONS, done
            httpx.put(faults, json={}).raise_for_status()
        what = f"abandoned sessions closed, Stripe answering in {STRIPE_SECONDS * 1000:.0f} ms"
        remark = f"of {SESSIONS} at a time"
        yield Figure(what, sorted(rates)[ROUNDS // 2], "a minute", at_least(3_000), remark)
