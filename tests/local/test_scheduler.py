"""Scheduled jobs: when they are due, and what they send."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from infra.deployment import Schedule
from infra.local.scheduler import Paused, Scheduler, next_time
from infra.local.stack.addresses import PARENT

Handler = Callable[[web.Request], Awaitable[web.Response]]
NIGHTLY = Schedule(workflow="reconcile", cron="30 2 * * *", time_zone="America/Sao_Paulo")
NOWHERE = Path("no-such-file")
JOBS = {"nightly": Schedule(workflow="reconcile", cron="30 2 * * *", argument={"limit": 50})}


def test_a_cron_line_is_read_in_the_time_zone_of_its_job() -> None:
    evening = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert next_time(NIGHTLY, evening) == datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def test_running_a_job_starts_its_workflow_as_cloud_scheduler_does() -> None:
    received: list[tuple[str, object]] = []

    async def create_execution(request: web.Request) -> web.Response:
        received.append((request.path, json.loads(await request.read())))
        return web.json_response({"name": "x"})

    job = asyncio.run(ask(f"/v1/{PARENT}/jobs/nightly:run", create_execution))
    path = f"/v1/{PARENT}/workflows/reconcile/executions"
    assert received == [(path, {"argument": json.dumps({"limit": 50})})]
    assert job["status"] == {}
    assert job["name"] == f"{PARENT}/jobs/nightly"


def test_an_attempt_that_is_refused_is_told() -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=404)

    job = asyncio.run(ask(f"/v1/{PARENT}/jobs/nightly:run", refuse))
    assert job["status"] == {"code": 14}


def test_a_paused_job_stays_so_over_a_restart_until_it_is_resumed(tmp_path: Path) -> None:
    async def unused(_: web.Request) -> web.Response:
        raise AssertionError

    paused = tmp_path / "paused.json"
    asked = [f"/v1/{PARENT}/jobs/nightly:{verb}" for verb in ("pause", "resume")]
    assert asyncio.run(ask(asked[0], unused, paused))["state"] == "PAUSED"
    assert Paused(paused).names == {"nightly"}
    assert asyncio.run(ask(asked[1], unused, paused))["state"] == "ENABLED"
    assert Paused(paused).names == set()


def test_an_unknown_job_is_not_found() -> None:
    async def unused(_: web.Request) -> web.Response:
        raise AssertionError

    answer = asyncio.run(ask(f"/v1/{PARENT}/jobs/weekly:run", unused))
    assert answer["error"]["status"] == "NOT_FOUND"


async def ask(path: str, engine_answers: Handler, paused: Path = NOWHERE) -> dict[str, Any]:
    """What the scheduler's API answers, with `engine_answers` in the place of the engine."""
    engine = web.Application()
    engine.router.add_post("/{path:.*}", engine_answers)
    async with TestServer(engine) as running:
        scheduler = Scheduler(JOBS, str(running.make_url("")).rstrip("/"), paused)
        async with TestClient(TestServer(scheduler.app())) as client:
            answer: dict[str, Any] = await (await client.post(path)).json()
            return answer
