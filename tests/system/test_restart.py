"""The whole local world is killed between a guest's question and the payment, and goes on."""

from infra.local.client.waiting import eventually
from infra.local.stack.stack import Stack
from tests.system.guests import Guest

KEEPERS = ("engine", "stripe", "whatsapp")


def test_the_world_goes_on_where_it_was_killed(stack: Stack, guest: Guest) -> None:
    guest.asks()
    link = guest.link()
    eventually("its execution is over", lambda: guest.events()[0]["status"] == "processed")
    texts = guest.caller.read_whatsapp(guest.phone)
    sessions = guest.caller.stripe_sessions()
    executions = guest.caller.executions("ingest-event")
    entries = len(guest.caller.log_entries(f'jsonPayload.correlation_id="{guest.correlation_id}"'))
    for name in KEEPERS:
        stack.processes[name].kill()
    for name in KEEPERS:
        eventually(f"{name} is back", stack.processes[name].program.ready)
    assert guest.caller.read_whatsapp(guest.phone) == texts
    assert guest.caller.stripe_sessions() == sessions
    assert guest.caller.executions("ingest-event") == executions
    found = guest.caller.log_entries(f'jsonPayload.correlation_id="{guest.correlation_id}"')
    assert len(found) == entries > 0
    assert guest.caller.run("expire-holds", {})["state"] == "SUCCEEDED"
    assert guest.link() == link
    guest.pays()
    eventually("the stay is confirmed", guest.is_confirmed)
