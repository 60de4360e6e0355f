"""`hotelly engine` as a process of its own, through its REST and gRPC fronts."""

import asyncio
import json
import subprocess
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import aiohttp
import grpc
from google.auth.credentials import AnonymousCredentials
from google.cloud.workflows.executions_v1 import ExecutionsAsyncClient
from google.cloud.workflows.executions_v1.services.executions.transports import (
    ExecutionsGrpcAsyncIOTransport,
)

from tests.bench.figures import Figure, Figures, at_most, milliseconds
from tests.engine.api.engine_server import Server, engine_process

STARTS = 200
AT_ONCE = 1_000
SHORT = """
- hold: {assign: [{state: held}]}
- check: {switch: [{condition: '${state == "held"}', next: answer}]}
- answer: {return: '${state}'}
"""
SLEEPING = "- wait: {call: sys.sleep, args: {seconds: 600}}\n"


def measure() -> Figures:
    started = time.perf_counter()
    with engine_process("--quiet") as (process, server):
        yield Figure("the engine is ready", time.perf_counter() - started, "s", at_most(1))
        yield from asyncio.run(_measure(process, server))


async def _measure(process: subprocess.Popen[str], server: Server) -> list[Figure]:
    short, sleeping = server.deploy(SHORT), server.deploy(SLEEPING)
    anonymous: Any = AnonymousCredentials  # without annotations of its own
    channel = grpc.aio.insecure_channel(server.grpc_address)
    transport = ExecutionsGrpcAsyncIOTransport(channel=channel, credentials=anonymous())
    client = ExecutionsAsyncClient(transport=transport)
    connector = aiohttp.TCPConnector(limit=100)
    async with channel, aiohttp.ClientSession(f"{server.url}/", connector=connector) as session:
        rest = _Rest(session)

        async def start_by_grpc() -> str:
            return str((await client.create_execution(parent=short)).name)

        return [
            await _start("REST", lambda: rest.start(short), rest),
            await _start("gRPC", start_by_grpc, rest),
            await _at_once(rest, short),
            await _sleeping(rest, sleeping, process),
        ]


class _Rest:
    """The Executions API, as far as it is needed here."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def start(self, workflow: str) -> str:
        async with self._session.post(f"v1/{workflow}/executions", json={}) as response:
            return str((await response.json())["name"])

    async def get(self, path: str) -> dict[str, object]:
        async with self._session.get(f"v1/{path}") as response:
            return dict(await response.json())

    async def finished(self, execution: str) -> dict[str, object]:
        while (found := await self.get(execution))["state"] == "ACTIVE":
            await asyncio.sleep(0.01)
        return found


async def _start(front: str, start: Callable[[], Awaitable[str]], rest: _Rest) -> Figure:
    """From just before the request is sent to the begin of the first step, by one clock."""
    each = []
    for _ in range(STARTS + 20):
        sent = time.time()
        execution = await start()
        await rest.finished(execution)
        each.append(_moment((await rest.get(f"{execution}/stepEntries/1"))["createTime"]) - sent)
    return milliseconds(f"to the first step, started by {front}", each[20:], at_most(3))


def _moment(text: object) -> float:
    return datetime.fromisoformat(str(text)).timestamp()


async def _at_once(rest: _Rest, workflow: str) -> Figure:
    started = time.perf_counter()

    async def through() -> float:
        await rest.finished(await rest.start(workflow))
        return time.perf_counter() - started

    each = await asyncio.gather(*(through() for _ in range(AT_ONCE)))
    return milliseconds(f"{AT_ONCE:,} executions at once, each done after", each)


async def _sleeping(rest: _Rest, workflow: str, process: subprocess.Popen[str]) -> Figure:
    before = _resident_kilobytes(process.pid)
    names = await asyncio.gather(*(rest.start(workflow) for _ in range(AT_ONCE)))
    held = (_resident_kilobytes(process.pid) - before) / AT_ONCE
    found = await rest.get(names[-1])
    assert found["state"] == "ACTIVE", json.dumps(found)
    return Figure("memory of a sleeping execution", held, "KB", at_most(30))


def _resident_kilobytes(pid: int) -> int:
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)]))
