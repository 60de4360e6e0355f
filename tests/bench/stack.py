"""The whole stack: how soon it is there, and how many webhooks it takes."""

import time
from concurrent.futures import ThreadPoolExecutor

from infra.local.client.caller import Caller
from tests.bench.figures import Figure, Figures, milliseconds, seconds
from tests.bench.running import running_stack

WEBHOOKS = 300
AT_ONCE = 10


def measure() -> Figures:
    started = time.monotonic()
    with running_stack() as running:
        yield Figure("the stack is ready", time.monotonic() - started, "s")
        yield from _webhooks(running.caller, "one after another", 1)
        yield from _webhooks(running.caller, f"{AT_ONCE} at once", AT_ONCE)


def _webhooks(caller: Caller, how: str, at_once: int) -> Figures:
    """From request to acknowledgement: receipt stored, workflow started."""

    def send(number: int) -> float:
        body = {"event_type": "bench", "id": f"{how} {number}", "payload": {}}
        return seconds(lambda: caller.post("/events", body).raise_for_status())

    started = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        each = list(pool.map(send, range(WEBHOOKS)))
    rate = WEBHOOKS / (time.monotonic() - started)
    yield Figure(f"webhooks, {how}", rate, "a second")
    yield milliseconds(f"a webhook, {how}", each)
