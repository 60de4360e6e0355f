"""The first step of a run begins it, the last one finishes the event, in their transactions."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sql.hotel import GUEST, NOON, Hotel, Refused, at_once

LEAD = {"name": "Ana", "phone": GUEST["phone"]}


def step(
    hotel: Hotel, function: str, event_id: str, execution_id: str = "run-1", **run: Any
) -> Any:
    """The step as the functions' door calls it."""
    begun_at = run.pop("begun_at", datetime.now(UTC))
    about = {"event_id": event_id, "execution_id": execution_id, "begun_at": str(begun_at), **run}
    return hotel.value(
        f"select {function}(p_event_id => %s) from set_config('hotelly.run', %s, true)",
        event_id,
        json.dumps(about),
    )


def event(hotel: Hotel, event_id: str) -> Any:
    [row] = hotel.rows(
        "select status::text, attempts, result, dispatched_at is not null from events where id=%s",
        event_id,
    )
    return row


def runs(hotel: Hotel, event_id: str) -> Any:
    return hotel.rows(
        "select execution_id, outcome from event_runs where event_id = %s order by 1", event_id
    )


def test_the_first_step_begins_its_run_and_the_second_finds_it_begun(hotel: Hotel) -> None:
    event_id = hotel.request(first=1)
    assert "finished" not in step(hotel, "create_hold", event_id)
    assert "finished" not in step(hotel, "start_payment", event_id)
    assert event(hotel, event_id) == ("processing", 1, None, True)
    assert runs(hotel, event_id) == [("run-1", None)]


def test_the_last_step_finishes_the_event_with_its_own_answer(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    answer = step(hotel, "upsert_lead", event_id, more_after=[])
    assert (answer.pop("finished"), answer.pop("result")) == (True, answer)
    assert event(hotel, event_id) == ("processed", 1, answer, True)
    assert runs(hotel, event_id) == [("run-1", "processed")]


def test_the_outcomes_after_which_more_follows_leave_the_event_open(hotel: Hotel) -> None:
    event_id = hotel.request(first=2)
    assert "finished" not in step(hotel, "create_hold", event_id, more_after=["held"])
    assert step(hotel, "create_hold", event_id, more_after=["sold_out"])["finished"] is True


def test_the_last_outcome_joins_what_the_steps_before_came_to(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    so_far = {"outcome": "held", "hold_id": "h"}
    answer = step(hotel, "upsert_lead", event_id, more_after=[], so_far=so_far, outcome_as="lead")
    assert answer["result"] == so_far | {"lead": answer["outcome"]}


def test_a_finished_event_answers_its_result_to_any_step_of_any_run(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    first = step(hotel, "upsert_lead", event_id, more_after=[])
    before = hotel.snapshot()
    again = step(hotel, "upsert_lead", event_id, "run-2", more_after=["updated", "created"])
    assert again == first
    other = step(hotel, "save_message", event_id, "run-2")
    assert other == {"outcome": "finished", "finished": True, "result": first["result"]}
    after = hotel.snapshot()
    assert len(after.pop("event_runs")) == len(before.pop("event_runs")) + 1
    assert after == before
    assert runs(hotel, event_id)[1] == ("run-2", "replayed")


def test_an_event_of_another_type_is_not_worked_on(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    with pytest.raises(Refused) as refused:
        step(hotel, "upsert_lead", event_id, event_type="won")
    assert refused.value.code == "other_event_type"
    assert runs(hotel, event_id) == []


def test_a_refused_first_step_still_counts_as_an_attempt_once_it_is_marked_failed(
    hotel: Hotel,
) -> None:
    event_id = hotel.event("lead_created", {"phone": "98765"})
    with pytest.raises(Refused):
        step(hotel, "upsert_lead", event_id)
    assert event(hotel, event_id)[:2] == ("received", 0)
    hotel.call("fail_event", event_id=event_id, execution_id="run-1", error="HTTP 422 missing")
    assert event(hotel, event_id)[:2] == ("failed", 1)
    assert runs(hotel, event_id) == [("run-1", "failed")]


def test_a_step_for_another_event_is_not_part_of_the_run(hotel: Hotel) -> None:
    mine, other = (hotel.event("lead_created", LEAD) for _ in range(2))
    about = {"event_id": mine, "execution_id": "run-1", "begun_at": str(NOON), "more_after": []}
    answer = hotel.value(
        "select upsert_lead(p_event_id => %s) from set_config('hotelly.run', %s, true)",
        other,
        json.dumps(about),
    )
    assert "finished" not in answer
    assert runs(hotel, mine) == runs(hotel, other) == []


def test_a_run_has_not_begun_after_its_first_step(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    ahead = datetime.now(UTC) + timedelta(hours=1)
    step(hotel, "upsert_lead", event_id, begun_at=ahead)
    begun_at = hotel.value("select begun_at from event_runs where event_id = %s", event_id)
    assert begun_at < ahead


def test_many_runs_of_one_event_at_once_do_it_once_and_all_answer_the_same(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    answers = at_once(
        hotel.url,
        5,
        lambda one, number: step(one, "upsert_lead", event_id, f"run-{number}", more_after=[]),
    )
    assert all(answer == answers[0] for answer in answers)
    outcomes = [outcome for _, outcome in runs(hotel, event_id)]
    assert sorted(outcomes) == ["processed"] + ["replayed"] * 4
    assert event(hotel, event_id)[1] == 1


def test_what_a_step_put_off_is_not_finished_by_a_workflow_that_does_not_know(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    hotel.value("select begin_event(%s, 'run-1')", event_id)
    hotel.value("select defer_event(%s, %s, %s)", event_id, NOON + timedelta(hours=1), NOON)
    answer = hotel.value("select finish_event(%s, 'run-1', 'processed', '{}')", event_id)
    assert answer["outcome"] == "later"
    assert event(hotel, event_id) == ("processing", 0, None, True)
    assert runs(hotel, event_id) == [("run-1", "later")]


def test_what_is_put_off_costs_no_attempt_and_gives_none_back(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    for run in ("run-1", "run-2"):
        hotel.value("select begin_event(%s, %s)", event_id, run)
        hotel.value("select fail_event(%s, %s, 'HTTP 503')", event_id, run)
    put_off(hotel, event_id, "run-3")
    assert event(hotel, event_id)[1] == 2
    due = "select count(*) from reprocess_candidates(%s) where event_id = %s"
    assert hotel.value(due, NOON + timedelta(minutes=59), event_id) == 0
    assert hotel.value(due, NOON + timedelta(hours=2), event_id) == 1


def put_off(hotel: Hotel, event_id: str, run: str) -> None:
    """The run begins, and a step of it has to wait for an hour."""
    hotel.value("select begin_event(%s, %s)", event_id, run)
    setting = json.dumps({"event_id": event_id, "execution_id": run})
    hotel.value(
        "select defer_event(%s, %s, %s) from set_config('hotelly.run', %s, true)",
        event_id,
        NOON + timedelta(hours=1),
        NOON,
        setting,
    )
