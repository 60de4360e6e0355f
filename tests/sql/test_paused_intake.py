"""What comes in while it is paused, and the sweeps that would bring it."""

from datetime import timedelta

import pytest

from tests.sql.hotel import PROPERTY, Hotel
from tests.sql.pausing import NOW, pause, resume


@pytest.mark.parametrize("intake", ["whatsapp", "stripe", "leads", "events"])
@pytest.mark.parametrize("what", ["own", "all"])
def test_paused_intake_stores_nothing(hotel: Hotel, intake: str, what: str) -> None:
    pause(hotel, intake if what == "own" else what)
    before = hotel.snapshot()
    receipt = {"source": "s", "external_id": "1", "event_type": "ping", "payload": {}}
    assert hotel.call("receive_event", **receipt, intake=intake) == {"outcome": "paused"}
    assert hotel.snapshot() == before
    resume(hotel)
    assert hotel.call("receive_event", **receipt, intake=intake)["outcome"] == "accepted"


def test_intake_is_paused_for_the_property_that_a_receipt_belongs_to(hotel: Hotel) -> None:
    hotel.call("set_property", id="other", name="Outra", options={"whatsapp_instance": "theirs"})
    hotel.call("set_property", id=PROPERTY, name="Esta", options={"whatsapp_instance": "mine"})
    _, hold_id, session_id = hotel.checkout()
    for intake in ("whatsapp", "stripe", "events"):
        pause(hotel, intake, property_id=PROPERTY)

    def received(intake: str, payload: dict[str, str], **more: str) -> str:
        receipt = {"source": "s", "external_id": str(payload), "event_type": "ping"}
        answer = hotel.call("receive_event", **receipt, payload=payload, intake=intake, **more)
        return str(answer["outcome"])

    assert received("whatsapp", {"instance": "mine"}) == "paused"
    assert received("whatsapp", {"instance": "theirs"}) == "accepted"
    assert received("stripe", {"session_id": session_id}) == "paused"
    assert received("stripe", {"session_id": "cs_unknown"}) == "accepted"
    assert received("events", {"hold_id": hold_id}) == "paused"
    assert received("events", {}, property_id=PROPERTY) == "paused"
    assert received("events", {}, property_id="other") == "accepted"


def test_a_pause_of_all_keeps_the_sweeps_away(hotel: Hotel) -> None:
    hotel.hold()
    pause(hotel, "all")
    later = NOW + timedelta(days=3000)
    assert hotel.call("expire", now=later)["outcome"] == "paused"
    assert hotel.call("sweep_window", now=NOW)["outcome"] == "paused"
    resume(hotel)
    assert hotel.call("expire", now=later)["expired"] == 1
    pause(hotel, "stripe", property_id=PROPERTY)
    assert hotel.call("sweep_window", now=NOW)["outcome"] == "paused"
