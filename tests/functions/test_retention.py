"""Forgetting by the deployed function: told first, done when it is said so."""

from typing import Any

import pytest

from tests.functions.conftest import ExecutionsApi, post, send_event, step

LATER = "2099-01-01T00:00:00Z"
RUN = {"run": {"execution_id": "x1", "begun_at": "2027-01-01T00:00:00.000000Z"}}


def payloads(connection: Any) -> list[Any]:
    connection.rollback()
    cursor = connection.cursor()
    cursor.execute("select payload from events")
    return [payload for (payload,) in cursor.fetchall()]


def test_nothing_is_forgotten_unless_it_is_said_so(service: ExecutionsApi, connection: Any) -> None:
    event_id = send_event("tower_checked", {"note": "x"})
    step("finish-event", event_id, **RUN, status="ignored", result={"outcome": "ignored"})
    told = post("retain", {"now": LATER}).get_json()
    assert (told["outcome"], told["kinds"]["payloads"]) == ("counted", 1)
    assert payloads(connection) == [{"note": "x"}]
    done = post("retain", {"now": LATER, "dry_run": False}).get_json()
    assert (done["outcome"], done["kinds"]) == ("retained", told["kinds"])
    assert payloads(connection) == [{}]


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 5001}, {"days": 1}])
def test_a_batch_has_its_limits(service: ExecutionsApi, wrong: dict[str, int]) -> None:
    assert post("retain", wrong).status_code == 400
