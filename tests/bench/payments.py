"""A paid webhook until its event is finished, beside three empty steps in DBOS, one Postgres."""

import json
import subprocess
import tempfile
import threading
import time
import venv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import stripe

from infra.local.client.records import Records
from infra.local.stack.postgres import EmbeddedPostgres, create_database
from tests.bench.figures import Figure, Figures, at_least, ratio, shown
from tests.bench.running import Running, each, running_stack
from tests.system.guests import Guest

PEER = Path(__file__).with_name("dbos_peer.py")
ROUNDS = 5
IN_FLIGHT = {1: (20, at_least(0.8)), 4: (40, at_least(1.0)), 16: (64, at_least(1.0))}
"""payments in a round"""
LOOK_EVERY = 0.004
FINISHED = "select id from events where id = any(%s) and finished_at is not null"


def measure() -> Figures:
    with running_stack() as running, _Dbos.running(running) as dbos:
        httpx.put(f"{running.stack.ports.stripe_url}/_control/webhooks", json={"hold": True})
        for at_once, (count, goal) in IN_FLIGHT.items():
            pairs = [
                (_ours(running, count, at_once), dbos.rate(at_once, count))
                for _ in range(ROUNDS + 1)
            ][1:]
            ours, theirs = zip(*pairs, strict=True)
            middle = (shown(sorted(each)[ROUNDS // 2]) for each in (ours, theirs))
            remark = "{} and {} a second".format(*middle)
            what = f"paid webhooks finished, beside DBOS, {at_once} in flight"
            yield Figure(what, ratio(ours, theirs), "times", goal, remark)


def _ours(running: Running, count: int, at_once: int) -> float:
    """Payments finished a second, from the webhook on."""
    guests = running.guests(count)
    each(guests, 8, lambda guest: (guest.asks(), guest.link()))
    each(guests, 8, Guest.pays)
    webhooks = [_webhook(running, guest) for guest in guests]
    url = f"{running.stack.ports.functions_url}/receive-webhook/webhook/stripe"
    with httpx.Client(timeout=30) as http, _Ends(running).watched() as ends:

        def finish(webhook: tuple[bytes, dict[str, str]]) -> None:
            body, headers = webhook
            answer = http.post(url, content=body, headers=headers).raise_for_status().json()
            ends.wait(answer["event_id"])

        started = time.perf_counter()
        each(webhooks, at_once, finish)
        return count / (time.perf_counter() - started)


def _webhook(running: Running, guest: Guest) -> tuple[bytes, dict[str, str]]:
    """Of a session that is paid, as Stripe signs it."""
    session = running.caller.stripe_session(guest.link().rpartition("/")[2])
    event = {
        "id": f"evt_{session['id']}",
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": session},
    }
    body = json.dumps(event)
    signature = stripe.WebhookSignature.generate_signature_header(
        body, running.stack.secrets["STRIPE_WEBHOOK_SECRET"], timestamp=int(time.time())
    )
    return body.encode(), {"Stripe-Signature": signature}


@dataclass
class _Ends:
    """Tells many when their events are finished, and asks the database once for all."""

    running: Running
    waiting: dict[str, threading.Event] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def wait(self, event_id: str) -> None:
        self.waiting[event_id] = threading.Event()
        assert self.waiting[event_id].wait(30), "an event was not finished"

    @contextmanager
    def watched(self) -> Iterator["_Ends"]:
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        try:
            yield self
        finally:
            self.over.set()
            watcher.join()

    def _watch(self) -> None:
        with closing(Records(self.running.stack.database_url)) as records:
            while not self.over.wait(LOOK_EVERY):
                for row in records.rows(FINISHED, list(self.waiting)):
                    self.waiting.pop(row["id"]).set()


@dataclass
class _Dbos:
    process: "subprocess.Popen[str]"

    @classmethod
    @contextmanager
    def running(cls, running: Running) -> Iterator["_Dbos"]:
        """Installed in a folder that goes again, its tables in a database of their own."""
        server = EmbeddedPostgres(running.stack.state.postgres)
        url = create_database(server.url(), "dbos").replace("postgresql:", "postgresql+psycopg:")
        with tempfile.TemporaryDirectory(prefix="hotelly-") as folder:
            venv.create(folder, with_pip=True)
            python = str(Path(folder, "bin/python"))
            subprocess.run([python, "-m", "pip", "install", "-qq", "dbos"], check=True)
            with subprocess.Popen(
                [python, str(PEER), url],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            ) as process:
                yield cls(process)
                process.terminate()

    def rate(self, at_once: int, count: int) -> float:
        """Workflows a second."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(at_once, count, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())
