"""The sweep takes what got lost, each once, in its time."""

import itertools
from datetime import timedelta

from tests.sql.hotel import NOON, Hotel, at_once
from tests.sql.runs import begin, claimed, fail, finish

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_the_sweep_takes_what_was_never_begun_once_each_two_minutes(
    hotel: Hotel, event_id: str
) -> None:
    assert claimed(hotel, NOON + timedelta(minutes=1)) == []
    assert claimed(hotel, NOON + HOUR) == [event_id]
    assert claimed(hotel, NOON + HOUR) == []
    assert claimed(hotel, NOON + HOUR * 2) == [event_id]


def test_the_sweep_takes_failed_events_until_their_attempts_are_used_up(
    hotel: Hotel, event_id: str
) -> None:
    for attempt in (1, 2, 3):
        assert claimed(hotel, NOON + HOUR * attempt) == [event_id]
        begin(hotel, event_id, f"run-{attempt}")
        fail(hotel, event_id, f"run-{attempt}")
    assert claimed(hotel, NOON + HOUR * 4) == []


def test_the_sweep_waits_twice_as_long_after_each_failure(hotel: Hotel, event_id: str) -> None:
    now = NOON
    for attempt, wait in enumerate((2, 2, 4), 1):
        assert claimed(hotel, now + timedelta(minutes=wait, seconds=-1)) == []
        now += timedelta(minutes=wait)
        assert claimed(hotel, now) == [event_id]
        begin(hotel, event_id, f"run-{attempt}", now=now)
        fail(hotel, event_id, f"run-{attempt}")


def test_an_operator_need_not_wait(hotel: Hotel, event_id: str) -> None:
    begin(hotel, event_id)
    fail(hotel, event_id)
    assert claimed(hotel, NOON + SECOND, older_than=timedelta(0)) == [event_id]


def test_a_sweep_that_does_not_wait_takes_each_event_once_and_ends(
    hotel: Hotel, event_id: str
) -> None:
    begin(hotel, event_id)
    fail(hotel, event_id)
    for expected in ([event_id], []):
        assert claimed(hotel, NOON + SECOND, older_than=timedelta(0)) == expected
        fail(hotel, event_id)
    assert claimed(hotel, NOON + HOUR, older_than=timedelta(0)) == [event_id]


def test_two_sweeps_at_once_share_the_events(hotel: Hotel, event_id: str) -> None:
    lost = {event_id} | {hotel.event("any", {}) for _ in range(20)}
    shares = at_once(hotel.url, 3, lambda one, _: claimed(one, NOON + HOUR, limit=10))
    taken = [*itertools.chain(*shares), *claimed(hotel, NOON + HOUR)]
    assert sorted(taken) == sorted(lost)


def test_the_sweep_takes_a_run_that_went_silent_and_no_other(hotel: Hotel, event_id: str) -> None:
    now = NOON
    begin(hotel, event_id, now=now)
    assert claimed(hotel, now + timedelta(minutes=1)) == []
    hotel.rows("select claim_step(%s, 'some_step')", event_id)
    hotel.rows(
        "update event_steps set at = %s where event_id = %s", now + timedelta(minutes=5), event_id
    )
    assert claimed(hotel, now + timedelta(minutes=6)) == []
    assert claimed(hotel, now + timedelta(minutes=8)) == [event_id]


def test_finished_events_are_left_alone(hotel: Hotel, event_id: str) -> None:
    begin(hotel, event_id)
    finish(hotel, event_id)
    assert claimed(hotel, NOON + HOUR) == []


def test_a_batch_has_its_limit_and_the_oldest_first(hotel: Hotel, event_id: str) -> None:
    newer = hotel.event("any", {}, now=NOON + timedelta(seconds=1))
    assert claimed(hotel, NOON + HOUR, limit=1) == [event_id]
    assert claimed(hotel, NOON + HOUR, limit=1) == [newer]
