"""`python -m infra.local.scheduler`: Cloud Scheduler for the jobs of deployment.yaml.

A job starts a workflow at the times of its cron line, by the request that Cloud Scheduler sends in
the cloud. The calls of Cloud Scheduler's own API by which gcloud lists, describes, runs, pauses and
resumes jobs work too: https://cloud.google.com/scheduler/docs/reference/rest
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from cronsim import CronSim

from infra.deployment import DEPLOYMENT_FILE, Schedule, load_deployment
from infra.engine.values.timestamps import rfc3339
from infra.local.stack.addresses import HOST, PARENT, Ports
from infra.local.stack.state import write_private
from infra.serving.gate import Gate
from infra.serving.server import listen, served, told_to_stop

TIMEOUT = aiohttp.ClientTimeout(total=180)
"""the default attempt deadline of a job"""
UNAVAILABLE = 14
"""google.rpc.Code of an attempt that got no 2xx"""


class Scheduler:
    """Starts each job's workflow when it is due, or when asked to.

    `paused` is the file that keeps, over a restart, which jobs are paused.
    """

    def __init__(self, jobs: Mapping[str, Schedule], engine_url: str, paused: Path) -> None:
        self._jobs = jobs
        self._paused = Paused(paused)
        self._engine_url = engine_url
        self._attempts: dict[str, dict[str, Any]] = {}

    async def run_when_due(self, name: str) -> None:
        """Attempt the job at each of its times, for ever."""
        while True:
            wait = next_time(self._jobs[name], datetime.now(UTC)) - datetime.now(UTC)
            await asyncio.sleep(wait.total_seconds())
            if name not in self._paused.names:
                await self.attempt(name)

    async def attempt(self, name: str) -> None:
        """Send the job's request once and remember how it ended."""
        started = datetime.now(UTC)
        status = await self._post(name)
        _log(name, status)
        self._attempts[name] = {
            "lastAttemptTime": rfc3339(started.timestamp()),
            "status": {} if status in range(200, 300) else {"code": UNAVAILABLE},
        }

    async def _post(self, name: str) -> int | None:
        """The HTTP status of the answer, None when there was none."""
        headers = {
            "User-Agent": "Google-Cloud-Scheduler",
            "X-CloudScheduler-JobName": name,
            "Content-Type": "application/json",
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=TIMEOUT, headers=headers) as session,
                session.post(self._uri(name), data=self._body(name)) as response,
            ):
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return None

    def _uri(self, name: str) -> str:
        return f"{self._engine_url}/v1/{PARENT}/workflows/{self._jobs[name].workflow}/executions"

    def _body(self, name: str) -> str:
        return json.dumps({"argument": json.dumps(self._jobs[name].argument)})

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get(f"/v1/{PARENT}/jobs", self._list)
        app.router.add_get(f"/v1/{PARENT}/jobs/{{job}}", self._get)
        app.router.add_post(f"/v1/{PARENT}/jobs/{{job}}:run", self._run)
        app.router.add_post(f"/v1/{PARENT}/jobs/{{job}}:pause", self._pause)
        app.router.add_post(f"/v1/{PARENT}/jobs/{{job}}:resume", self._resume)
        return app

    async def _list(self, _: web.Request) -> web.Response:
        return web.json_response({"jobs": [self._describe(name) for name in self._jobs]})

    async def _get(self, request: web.Request) -> web.Response:
        return web.json_response(self._describe(self._named(request)))

    async def _run(self, request: web.Request) -> web.Response:
        name = self._named(request)
        await self.attempt(name)
        return web.json_response(self._describe(name))

    async def _pause(self, request: web.Request) -> web.Response:
        name = self._named(request)
        self._paused.keep(self._paused.names | {name})
        return web.json_response(self._describe(name))

    async def _resume(self, request: web.Request) -> web.Response:
        name = self._named(request)
        self._paused.keep(self._paused.names - {name})
        return web.json_response(self._describe(name))

    def _named(self, request: web.Request) -> str:
        name = request.match_info["job"]
        if name not in self._jobs:
            text = json.dumps(_error(404, "NOT_FOUND", "Job not found."))
            raise web.HTTPNotFound(text=text, content_type="application/json")
        return name

    def _describe(self, name: str) -> dict[str, Any]:
        """The job as a `Job` of Cloud Scheduler's API."""
        job = self._jobs[name]
        return {
            "name": f"{PARENT}/jobs/{name}",
            "schedule": job.cron,
            "timeZone": job.time_zone,
            "state": "PAUSED" if name in self._paused.names else "ENABLED",
            "scheduleTime": rfc3339(next_time(job, datetime.now(UTC)).timestamp()),
            "httpTarget": {"uri": self._uri(name), "httpMethod": "POST"},
            **self._attempts.get(name, {}),
        }


class Paused:
    """The names of the jobs that run only when asked to."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.names = frozenset(json.loads(file.read_text()) if file.exists() else ())

    def keep(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        write_private(self._file, sorted(self.names))


def next_time(job: Schedule, after: datetime) -> datetime:
    """When `job` is due next, later than `after`; cron lines are read in the job's time zone."""
    return next(CronSim(job.cron, after.astimezone(ZoneInfo(job.time_zone)))).astimezone(UTC)


def refusal(status: int, code: str, message: str) -> web.Response:
    return web.json_response(_error(status, "INVALID_ARGUMENT", message), status=status)


def _error(status: int, code: str, message: str) -> dict[str, Any]:
    """An error in the form of Google's APIs."""
    return {"error": {"code": status, "message": message, "status": code}}


def _log(job: str, status: int | None) -> None:
    severity = "INFO" if status in range(200, 300) else "ERROR"
    entry = {"severity": severity, "message": "job attempted", "job": job, "status": status}
    print(json.dumps(entry), flush=True)


async def serve(scheduler: Scheduler, jobs: Mapping[str, Schedule], port: int) -> None:
    """Run all jobs and answer the API until SIGTERM or SIGINT."""
    tasks = [asyncio.create_task(scheduler.run_when_due(name)) for name in jobs]
    async with served(scheduler.app(), Gate(refusal), listen(port, HOST)) as url:
        print(f"scheduler ready at {url}", flush=True)
        await told_to_stop()
    for task in tasks:
        task.cancel()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scheduler", description=__doc__)
    parser.add_argument("--port", type=int, default=Ports.scheduler)
    parser.add_argument("--engine-url", default=Ports().engine_url)
    parser.add_argument("--paused", type=Path, required=True, help="the file that keeps what is")
    parser.add_argument("--deployment", type=Path, default=DEPLOYMENT_FILE)
    options = parser.parse_args(arguments)
    jobs = load_deployment(options.deployment).schedules
    asyncio.run(serve(Scheduler(jobs, options.engine_url, options.paused), jobs, options.port))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
