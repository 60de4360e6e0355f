"""The engine or the database is away for a while; nothing that was acknowledged is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.samples import lead
from infra.local.client.waiting import eventually
from infra.local.stack.stack import Stack
from tests.system.guests import Guest


@contextmanager
def without(stack: Stack, program: str) -> Iterator[None]:
    stack.processes[program].stop()
    try:
        yield
    finally:
        stack.processes[program].start()
        stack.processes[program].wait_ready()


def is_accepted(caller: Caller) -> bool:
    """Whether an event that comes in now is started at once."""
    answer = caller.post("/events", {"event_type": "ping", "payload": {"id": str(uuid4())}})
    return answer.status_code == 200


def test_what_comes_while_the_engine_is_down_is_saved_and_finished_later(
    stack: Stack, caller: Caller, guest: Guest
) -> None:
    with without(stack, "engine"):
        answer = caller.post("/events", guest.request())
        assert answer.status_code == 202
        assert answer.json()["status"] == "event_saved_workflow_failed"
    guest.correlation_id = answer.json()["correlation_id"]

    assert guest.events()[0]["status"] == "received"
    eventually("the receiver finds the engine again", lambda: is_accepted(caller))

    caller.run("reprocess-events", {"older_than_seconds": 0})
    assert guest.events()[0]["status"] == "processed"
    assert guest.link()


def test_what_fails_is_marked_failed_and_finished_by_the_sweep(
    stack: Stack, caller: Caller, guest: Guest
) -> None:
    with without(stack, "whatsapp"):
        event = guest.records.wait_for_event(guest.asks()["event_id"], 40)
        assert (event["status"], event["error"]) == ("failed", "HTTP 503 whatsapp_unavailable")
    assert caller.executions("ingest-event")[0]["state"] == "FAILED"

    caller.run("reprocess-events", {"older_than_seconds": 0})
    event = guest.records.event(event["id"])
    assert (event["status"], event["error"]) == ("processed", None)
    assert guest.link()


def test_without_postgres_nothing_is_acknowledged_and_all_acknowledged_is_there(
    stack: Stack, caller: Caller
) -> None:
    samples = [lead().changed([f"phone=1198888{number}"]) for number in range(8001, 8007)]
    answers = [caller.post(each.path, each.body) for each in samples[:2]]
    with without(stack, "postgres"):
        refused = [caller.post(each.path, each.body) for each in samples[2:4]]
    answers += [caller.post(each.path, each.body) for each in samples[4:]]

    assert [answer.status_code for answer in refused] == [503, 503]
    assert [answer.status_code for answer in answers] == [200] * 4
    records = Records(stack.database_url)
    caller.run("reprocess-events", {"older_than_seconds": 0, "max_attempts": 100})
    for answer in answers:
        assert records.wait_for_event(answer.json()["event_id"])["status"] == "processed"
    phones = [str(each.body["phone"])[-4:] for each in samples[2:4]]
    assert not records.rows("select from leads where right(phone, 4) = any(%s)", phones)
    records.close()
