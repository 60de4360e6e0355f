"""Conversion is paused, the guest pays, the world is killed: the stay comes by itself, once."""

from contextlib import closing

from infra.local.client.records import Records
from infra.local.client.waiting import eventually
from infra.local.stack.postgres import connect
from infra.local.stack.stack import Stack
from infra.migrate import migrate
from tests.system.guests import Guest

PAUSE = {"what": "convert", "reason": "a night is oversold", "by": "Rita"}
KILLED = ("functions", "engine", "postgres")


def test_a_paid_stay_waits_for_the_end_of_a_pause_and_is_told_once(
    stack: Stack, guest: Guest
) -> None:
    guest.asks()
    of_this = {"property_id": guest.property_id}
    assert guest.caller.run("pause", {**PAUSE, **of_this})["state"] == "SUCCEEDED"
    guest.pays()
    eventually("the payment waits", lambda: guest.events()[-1]["deferred_by"] == "convert")
    for name in KILLED:
        stack.processes[name].kill()
    for name in reversed(KILLED):
        eventually(f"{name} is back", stack.processes[name].program.ready)
    with closing(connect(stack.database_url)) as owner:
        migrate(owner)
    with closing(Records(stack.database_url)) as guest.records:
        assert guest.caller.run("reprocess-events", {})["state"] == "SUCCEEDED"
        assert guest.caller.run("expire-holds", {})["state"] == "SUCCEEDED"
        assert [event["attempts"] for event in guest.events()] == [1, 0]
        assert len(guest.caller.read_whatsapp(guest.phone)) == 1  # the link
        resumed = guest.caller.run("resume", {"what": "convert", "by": "Rita", **of_this})
        assert resumed["state"] == "SUCCEEDED"
        assert guest.is_confirmed()
        assert [event["attempts"] for event in guest.events()] == [1, 1]
        _, confirmation = guest.caller.read_whatsapp(guest.phone)
        assert "reserva confirmada" in confirmation
        guest.caller.run("reprocess-events", {})
        assert len(guest.caller.read_whatsapp(guest.phone)) == 2
