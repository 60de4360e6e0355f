"""What waits for a person waits visibly, once, until somebody says that it is done."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.sql.hotel import NOON, PROPERTY, Hotel, Refused, at_once

OPEN = "select open_task('guest_wants_person', 'c1', %s, null, null, null, '{}', %s)::text"


def test_one_thing_to_be_done_is_one_open_task(hotel: Hotel) -> None:
    ids = at_once(hotel.url, 5, lambda one, _: one.value(OPEN, PROPERTY, NOON))
    assert len(set(ids)) == 1
    assert hotel.value("select count(*) from open_tasks()") == 1
    assert hotel.rows("select topic from outbox_events where aggregate = 'task'") == [
        ("task.opened",)
    ]


def test_a_task_is_closed_once_by_somebody_with_a_name(hotel: Hotel) -> None:
    task = hotel.value(OPEN, PROPERTY, NOON)
    with pytest.raises(Refused, match="missing"):
        hotel.call("close_task", task_id=task, by=" ")
    assert hotel.call("close_task", task_id=task, by="Rita")["outcome"] == "closed"
    assert hotel.call("close_task", task_id=task, by="Caio")["outcome"] == "already_closed"
    assert hotel.rows("select closed_by, outcome from tasks") == [("Rita", "done")]
    assert hotel.value(OPEN, PROPERTY, NOON) != task


def test_an_unknown_task_is_refused(hotel: Hotel) -> None:
    with pytest.raises(Refused, match="unknown_task"):
        hotel.call("close_task", task_id=str(uuid4()), by="Rita")


def test_a_task_that_waits_for_long_is_a_finding(hotel: Hotel) -> None:
    hotel.value(OPEN, PROPERTY, NOON)

    def found(after: timedelta) -> bool:
        findings = hotel.call("diagnose", now=NOON + after)
        return "tasks_open" in {finding["check"] for finding in findings}

    assert not found(timedelta(minutes=30))
    assert found(timedelta(hours=2))
