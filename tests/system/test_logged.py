"""What metrics count in the cloud, by the lines that the running stack really logs."""

from typing import Any

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.waiting import eventually
from tests.cloud.filters import log_filters
from tests.system.guests import Guest

FILTERS = log_filters()
OF_NO_LEAD = """
insert into events (event_type, source, payload, correlation_id)
values ('stage_changed', 'manual', '{"to_stage": "qualificado"}', gen_random_uuid())
returning id, correlation_id::text"""


def logged(caller: Caller, name: str, correlation_id: str) -> list[dict[str, Any]]:
    """Lines of a journey that a metric counts, once there are any."""
    condition = f'{FILTERS[name]} AND jsonPayload.correlation_id="{correlation_id}"'
    return eventually("a line is counted", lambda: caller.log_entries(condition) or None)


def test_an_event_that_fails_is_counted_once(caller: Caller, records: Records) -> None:
    (event,) = records.rows(OF_NO_LEAD)
    assert caller.run("ingest-event", {"event_id": event["id"]})["state"] == "FAILED"
    (line,) = logged(caller, "failed_events", event["correlation_id"])
    assert line["jsonPayload"]["event_id"] == event["id"]


def test_steps_are_counted_by_their_outcome(caller: Caller, guest: Guest) -> None:
    guest.asks()
    guest.link()
    lines = [line["jsonPayload"] for line in logged(caller, "steps", guest.correlation_id)]
    counted = {(line["function"], line["outcome"]) for line in lines}
    assert counted >= {("receive-webhook", "accepted"), ("create-hold", "held")}
    assert "create-checkout" in {function for function, _ in counted}
