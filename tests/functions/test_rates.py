"""Nobody gets to ask without end, and nobody waits for what hangs."""

import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import pytest
from hotelly import database as hotelly_database
from hotelly.errors import TooMany, Unavailable
from hotelly.ingest import dispatch, rates
from hotelly.ingest.rates import Rate

from tests.functions.conftest import ExecutionsApi, client
from tests.functions.senders import MESSAGE, STAGE, send, send_own


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_rate_lets_a_burst_pass_and_then_so_many_a_second() -> None:
    clock = Clock()
    rate = Rate(burst=3, per_second=0.5, clock=clock)
    assert [rate.take("a") for _ in range(4)] == [True, True, True, False]
    assert rate.take("b")
    assert rate.seconds_until_next("a") == 2
    clock.now = 2
    assert [rate.take("a"), rate.take("a")] == [True, False]
    clock.now = 1000
    assert [rate.take("a") for _ in range(4)] == [True, True, True, False]


def test_the_senders_that_are_remembered_are_bounded() -> None:
    rate = Rate(burst=1, per_second=0.001, clock=Clock())
    assert rate.take("first")
    assert not rate.take("first")
    for number in range(rates.SENDERS_KEPT):
        rate.take(str(number))
    assert rate.take("first")


def test_one_address_has_a_rate_on_each_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "REQUESTS", Rate(burst=2, per_second=0.1))
    for _ in range(2):
        rates.admit("/events", "198.51.100.7")
    with pytest.raises(TooMany) as refused:
        rates.admit("/events", "198.51.100.7")
    assert refused.value.headers["Retry-After"] == "10"
    rates.admit("/webhook/lead", "198.51.100.7")
    rates.admit("/events", "198.51.100.8")


def test_a_flood_of_one_guests_messages_is_kept_and_left_to_the_sweep(
    service: ExecutionsApi, connection: Any
) -> None:
    def write(number: int, phone: str = "5511999998888") -> str:
        message: Any = deepcopy(MESSAGE)
        message["data"]["key"] |= {"id": f"M{number}", "remoteJid": f"{phone}@s.whatsapp.net"}
        status: str = send("whatsapp", message).get_json()["status"]
        return status

    statuses = [write(number) for number in range(25)]
    assert statuses[:20] == ["accepted"] * 20
    assert statuses[-1] == "event_saved_for_later"
    assert write(1, phone="5511988887777") == "accepted"
    cursor = connection.cursor()
    cursor.execute("select count(*) from events")
    assert cursor.fetchone() == [26]
    assert len(service.arguments) < 26


def test_a_workflows_api_that_hangs_keeps_nobody_waiting(
    service: ExecutionsApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "START_SECONDS", 0.5)
    monkeypatch.setattr(dispatch, "_trials", dispatch.Trials())
    service.hanging.clear()

    def send_once(number: int) -> float:
        started = time.monotonic()
        answer = send_own({**STAGE, "id": f"evt_{number}"})
        hotelly_database.disconnect()
        assert answer.get_json()["status"] == "event_saved_workflow_failed"
        return time.monotonic() - started

    send_once(0)
    with ThreadPoolExecutor(8) as pool:
        waits = sorted(pool.map(send_once, range(1, 9)))
    assert waits[-2] < 0.4, "only one of them tries"
    service.hanging.set()
    time.sleep(0.1)
    assert send_own({**STAGE, "id": "evt_last"}).get_json()["status"] == "accepted"
    assert send_own({**STAGE, "id": "evt_more"}).get_json()["status"] == "accepted"


def test_while_one_tries_the_others_do_not_wait() -> None:
    trials = dispatch.Trials()
    with pytest.raises(RuntimeError), trials.one():
        raise RuntimeError
    with trials.one(), pytest.raises(Unavailable), trials.one():
        pass
    with trials.one(), trials.one():
        pass


def test_ready_says_whether_an_event_could_be_kept(
    service: ExecutionsApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state(path: str) -> tuple[int, str]:
        answer = client("receive-webhook").get(path)
        body = answer.get_json()
        return answer.status_code, body.get("status") or body["error"]["code"]

    assert state("/ready") == (200, "ready")
    monkeypatch.setenv("LEAD_WEBHOOK_SECRET", "short")
    assert state("/ready") == (503, "weak_secret")
    monkeypatch.delenv("LEAD_WEBHOOK_SECRET")
    assert state("/ready") == (503, "not_configured")
    hotelly_database.disconnect()
    monkeypatch.setenv("LEAD_WEBHOOK_SECRET", "planted-lead-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    assert state("/ready") == (503, "database_unavailable")
    assert state("/health") == (200, "ok")
