from datetime import date, timedelta
from typing import Any

import pytest
from hotelly.database import call

from tests.functions.conftest import ExecutionsApi, send_event, step
from tests.functions.conversation.guest import Guest


@pytest.fixture
def guest(service: ExecutionsApi, connection: Any) -> Guest:
    """At a house with one double and one family room, for sale for sixty nights."""
    for room_type, total, price in (("casal", 1, 32_000), ("familia", 1, 54_000)):
        ari = {
            "room_type": room_type,
            "first_night": str(date.today()),
            "last_night": str(date.today() + timedelta(days=60)),
            "total": total,
            "price_cents": price,
        }
        step("set-ari", send_event("ari_updated", ari, property_id="farol"))
    beds = {"name": "Quarto de casal", "adults": 2, "children": 1}
    call("set_room_type", property_id="farol", id="casal", options=beds)
    beds = {"name": "Quarto família", "adults": 4, "children": 2}
    call("set_room_type", property_id="farol", id="familia", options=beds)
    call("set_answer", property_id="farol", topic="breakfast", answer="O café é das 7 às 10.")
    return Guest(connection)
