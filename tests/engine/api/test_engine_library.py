"""The engine in this process: quotas, retention, other executions, a clock that jumps."""

from __future__ import annotations

import asyncio

import pytest

from infra.engine.service.admission import Quota
from infra.engine.service.api_error import ApiError
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Settings, StartRequest
from infra.engine.service.logs import LogStore
from infra.engine.service.store import Retention
from tests.engine.api.engine_server import ECHO, WAITING
from tests.engine.api.library import FLOW, PARENT, with_engine


def test_executions_over_the_quota_are_queued_and_begin_in_turn() -> None:
    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=WAITING))
        first, second, third = (engine.start(FLOW, StartRequest()) for _ in range(3))
        assert [one.state for one in (first, second, third)] == ["ACTIVE", "QUEUED", "QUEUED"]
        assert [second.started, third.started] == [None, None]
        await first.finished.wait()
        assert (second.state, third.state) == ("ACTIVE", "QUEUED")
        assert second.started == second.created + 3600
        await engine.cancel(third.name)
        assert (third.state, third.started) == ("CANCELLED", None)

    with_engine(journey, quota=Quota(concurrent=1))


def test_a_workflow_deleted_with_a_backlog_leaves_room_for_others() -> None:
    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=WAITING))
        engine.deploy(PARENT, Settings(source=WAITING))
        doomed = [engine.start(FLOW, StartRequest()) for _ in range(3)]
        waiting = engine.start(PARENT, StartRequest())
        await engine.delete_workflow(FLOW)
        assert {one.state for one in doomed} == {"CANCELLED"}
        assert waiting.state == "ACTIVE"
        engine.deploy(FLOW, Settings(source=ECHO))
        assert engine.store.executions(FLOW) == []
        assert engine.store.workflow(FLOW).latest.number == 1

    with_engine(journey, quota=Quota(concurrent=1))


def test_over_the_quota_without_buffering_or_backlog_is_resource_exhausted() -> None:
    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=WAITING))
        engine.start(FLOW, StartRequest())
        with pytest.raises(ApiError, match="concurrent") as caught:
            engine.start(FLOW, StartRequest(buffering_disabled=True))
        assert caught.value.http_code == 429
        engine.start(FLOW, StartRequest())
        with pytest.raises(ApiError, match="backlog"):
            engine.start(FLOW, StartRequest())
        assert len(engine.store.executions(FLOW)) == 2

    with_engine(journey, quota=Quota(concurrent=1, backlog=1))


def test_finished_executions_are_forgotten_by_count_age_and_size() -> None:
    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=ECHO))
        engine.deploy(PARENT, Settings(source=WAITING))
        running = engine.start(PARENT, StartRequest())
        for _ in range(5):
            await engine.start(FLOW, StartRequest()).finished.wait()
        assert len(engine.store.executions(FLOW)) == 3
        await engine.surroundings.clock.sleep(1000)
        engine.store.forget(engine.now)
        assert engine.store.executions(FLOW) == []
        assert engine.store.execution(running.name) is running

    with_engine(journey, retention=Retention(executions=3, seconds=900))
    with_engine(journey, retention=Retention(step_entries=3, seconds=900))


def test_finished_executions_are_forgotten_when_their_texts_are_too_much() -> None:
    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=ECHO))
        for _ in range(5):
            await engine.start(FLOW, StartRequest(f'"{"x" * 1000}"')).finished.wait()
        assert len(engine.store.executions(FLOW)) == 2

    with_engine(journey, retention=Retention(characters=5000))


def test_a_workflow_keeps_its_newest_revisions_and_goes_on_counting() -> None:
    async def journey(engine: Engine) -> None:
        for n in range(5):
            engine.deploy(
                FLOW, Settings(source=f"main:\n  steps:\n    - a:\n        return: {n}\n")
            )
        workflow = engine.store.workflow(FLOW)
        assert [one.number for one in workflow.revisions] == [4, 5]

    with_engine(journey, retention=Retention(revisions=2))


def test_the_log_store_keeps_the_newest_entries() -> None:
    lines: list[str] = []
    logs = LogStore(echo=lines.append, capacity=2)
    for n in range(3):
        logs.append({"logName": "projects/p/logs/l", "textPayload": str(n)}, 0.0)
    assert [entry["textPayload"] for entry in logs] == ["1", "2"]
    assert len(lines) == 3
    assert all(line.endswith("}\n") and line.count("\n") == 1 for line in lines)


def test_the_log_store_is_bounded_by_the_length_of_its_entries() -> None:
    logs = LogStore(max_characters=6000)
    for n in range(5):
        logs.append({"logName": "projects/p/logs/l", "textPayload": str(n) * 1500}, 0.0)
    assert [entry["textPayload"][0] for entry in logs] == ["2", "3", "4"]


def test_closing_the_engine_cancels_what_runs() -> None:
    async def journey(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=WAITING))
        executions = [engine.start(FLOW, StartRequest()) for _ in range(3)]
        await engine.close()
        assert {one.state for one in executions} == {"CANCELLED"}

    with_engine(journey)


def test_an_execution_is_never_seen_ended_without_its_end() -> None:
    async def test(engine: Engine) -> None:
        engine.deploy(FLOW, Settings(source=ECHO))
        execution = engine.start(FLOW, StartRequest())
        while execution.state == "ACTIVE":
            await asyncio.sleep(0)
        assert execution.ended is not None

    with_engine(test)
