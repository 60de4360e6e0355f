"""From a guest's message to the reply that was sent, through the whole stack, at a steady pace."""

import statistics
import threading
import time

from infra.local.client.waiting import eventually
from infra.local.stack.environments import WHATSAPP_INSTANCE
from tests.bench.figures import Figure, Figures, at_least, at_most
from tests.bench.running import Running, running_stack
from tests.system.guests import NIGHT

PACE = 2.0
"""messages a second"""
MESSAGES = 60
FIRST = 5
"""not counted: a program's first call is not its pace"""
WORDS = f"oi, tem quarto dia {NIGHT:%d/%m/%Y} por 2 noites para 2 adultos?"
TAKEN = """
select extract(epoch from m.updated_at - e.created_at)::float as taken,
  extract(epoch from m.updated_at)::float as sent_at
from messages m join events e on e.id = m.event_id
where m.template = 'reply' and m.status = 'sent' order by e.created_at
"""


def measure() -> Figures:
    with running_stack() as running:
        [guest] = running.guests(1)
        options = {"whatsapp_instance": WHATSAPP_INSTANCE, "answer_after": "0 seconds"}
        running.records.set_property(guest.property_id, "Pousada", **options)
        _write(running)
        everything = FIRST + MESSAGES
        eventually("all are answered", lambda: len(running.records.rows(TAKEN)) == everything, 120)
        rows = running.records.rows(TAKEN)[FIRST:]
    taken = [float(row["taken"]) for row in rows]
    sent = sorted(float(row["sent_at"]) for row in rows)
    slow = statistics.quantiles(taken, n=20)[-1]
    median = (
        f"the median {statistics.median(taken) * 1000:.0f} ms, without the pause for more words"
    )
    yield Figure("from a message to its reply, 95 % within", slow, "s", at_most(1.5), median)
    pace = (len(sent) - 1) / (sent[-1] - sent[0])
    yield Figure("replies, messages coming two a second", pace, "a second", at_least(1.9))


def _write(running: Running) -> None:
    """Each of another guest, whether the one before is answered or not."""
    began = time.monotonic()
    writers = []
    for number in range(FIRST + MESSAGES):
        time.sleep(max(0.0, began + number / PACE - time.monotonic()))
        about = (f"+55119{70000000 + number}", f"Hóspede {number}", WORDS)
        writer = threading.Thread(target=running.caller.write_whatsapp, args=about)
        writer.start()
        writers.append(writer)
    for writer in writers:
        writer.join()
