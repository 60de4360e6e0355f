"""An HTTP step beside the same aiohttp client called directly, both to one small server."""

import asyncio
import multiprocessing
import statistics
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import aiohttp
import uvloop
from aiohttp import web

from infra.engine.program import History, compile_source, run
from infra.engine.stubs import RecordedLog, context_for
from infra.engine.world.clock import SystemClock
from infra.engine.world.http_client import AiohttpHttp
from tests.bench.figures import Figure, Figures, at_most, ratio, shown

ROUNDS = 9
REQUESTS = 300
"""in each round"""
IN_FLIGHT = 2_000
BODY = {"event_id": "8a7e", "step": "create-hold"}


def measure() -> Figures:
    with _server() as url:
        yield uvloop.run(_compare(url))
        yield uvloop.run(_in_flight(url))


async def _compare(url: str) -> Figure:
    """Rounds of both in turns; the median of the ratios leaves out what else the machine does."""
    async with aiohttp.ClientSession() as session, AiohttpHttp() as http:
        pairs = [
            (await _timed(lambda: _by_steps(http, url)), await _timed(lambda: _plain(session, url)))
            for _ in range(ROUNDS + 1)
        ][1:]
    ours, plain = zip(*pairs, strict=True)
    each = statistics.median(ours) / REQUESTS * 1000
    remark = f"{shown(each)} ms each"
    return Figure(
        "an HTTP step beside bare aiohttp", ratio(ours, plain), "times", at_most(1.25), remark
    )


async def _by_steps(http: AiohttpHttp, url: str) -> None:
    program = compile_source(f"""
- loop:
    for:
      value: n
      range: [1, {REQUESTS}]
      steps:
        - ask:
            call: http.post
            args: {{url: '{url}', body: {{event_id: 8a7e, step: create-hold}}}}
            result: answer
""")
    clock = SystemClock()
    context = context_for(clock, http=http, log=RecordedLog(calls_wanted=False))
    await run(program, None, context, History(False, clock))


async def _plain(session: aiohttp.ClientSession, url: str) -> None:
    for _ in range(REQUESTS):
        async with session.post(url, json=BODY) as response:
            await response.json()


async def _in_flight(url: str) -> Figure:
    program = compile_source(f"- ask: {{call: http.get, args: {{url: '{url}slow'}}, result: r}}\n")
    clock = SystemClock()
    async with AiohttpHttp() as http:
        context = context_for(clock, http=http, log=RecordedLog(calls_wanted=False))

        async def all_at_once() -> None:
            runs = (run(program, None, context, History(False, clock)) for _ in range(IN_FLIGHT))
            await asyncio.gather(*runs)

        taken = await _timed(all_at_once)
    return Figure(f"{IN_FLIGHT:,} HTTP steps of a second at once", taken, "s", at_most(2))


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    loop = asyncio.get_running_loop()
    started = loop.time()
    await work()
    return loop.time() - started


@contextmanager
def _server() -> Iterator[str]:
    """A server in a process of its own."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,))
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}/"
    finally:
        process.terminate()
        process.join()


def _serve(ready: Connection) -> None:
    uvloop.run(_serve_forever(ready))


async def _serve_forever(ready: Connection) -> None:
    runner = web.ServerRunner(web.Server(_answer, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=IN_FLIGHT)
    await site.start()
    ready.send(runner.addresses[0][1])
    await asyncio.Event().wait()


async def _answer(request: web.BaseRequest) -> web.StreamResponse:
    await request.read()
    if request.path == "/slow":
        await asyncio.sleep(1)
    return web.json_response({"outcome": "held", "hold_id": "5b1c"})
