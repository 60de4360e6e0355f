"""Every event type has been through the checklist of CONTRIBUTING.md."""

import re
from typing import Final

import pytest
from hotelly.ingest.event_types import EVENT_TYPES

from infra.local.client.samples import SAMPLES
from tests.house.__main__ import TOP
from tests.sql.test_limits import NOTHING_TO_READ
from tests.sql.test_limits import SAMPLES as LEAST_PAYLOADS

FROM_PROVIDERS: Final = {
    "message_received": "message",
    "lead_created": "lead",
    "staff_replied": None,
    "message_deleted": None,
    "delivery_reported": None,
    "preference_changed": None,
    "payment_succeeded": None,
    "payment_pending": None,
    "payment_failed": None,
    "checkout_expired": None,
    "refund_changed": None,
    "dispute_changed": None,
    "task_opened": None,
    "hold_lapsed": None,
}
"""types that come as webhooks of others: the sample that leads to one, None where the provider's
stand-in sends it"""
STEPS: Final = (TOP / "workflows/ingest-event.workflows.yaml").read_text()


@pytest.mark.parametrize("event_type", EVENT_TYPES)
class TestEventType:
    def test_its_payload_stands_in_a_room_of_payloads(self, event_type: str) -> None:
        module = EVENT_TYPES[event_type].payload.__module__
        assert module.startswith("hotelly.ingest.payloads.")

    def test_ingest_event_routes_it(self, event_type: str) -> None:
        routed = re.search(rf"\b{event_type}\b", re.sub(r"#.*", "", STEPS)) is not None
        assert routed

    def test_its_limits_are_compared_with_those_of_sql(self, event_type: str) -> None:
        assert (event_type in LEAST_PAYLOADS) is not (event_type in NOTHING_TO_READ)

    def test_the_sql_function_of_its_step_is_there_and_granted(self, event_type: str) -> None:
        if event_type in LEAST_PAYLOADS:
            function, _ = LEAST_PAYLOADS[event_type]
            assert list(TOP.glob(f"sql/functions/*/{function}.sql"))
            assert re.search(rf"\b{function}\b", (TOP / "sql/grants.sql").read_text())

    def test_there_is_a_sample_of_what_people_send(self, event_type: str) -> None:
        assert FROM_PROVIDERS.get(event_type, event_type) in {*SAMPLES, None}
