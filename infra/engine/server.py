"""`hotelly engine`: the engine as a server, REST and gRPC, until SIGTERM or Ctrl-C.

hotelly engine --port 8787 --grpc-port 8788 --source workflows
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.engine.api.child_executions import ChildExecutions
from infra.engine.api.rest import rest_app, rest_gate
from infra.engine.connectors.local import LocalConnectors
from infra.engine.connectors.stubs import load_stubs
from infra.engine.console.routes import add_console
from infra.engine.keeping.kept_state import KeptState
from infra.engine.keeping.restore import restore
from infra.engine.server_options import ServerOptions, server_options
from infra.engine.service.engine import Engine
from infra.engine.service.keeper import NOTHING_KEPT
from infra.engine.service.logs import LogStore
from infra.engine.service.surroundings import Surroundings
from infra.engine.source_watch import SourceWatch
from infra.engine.world.http_client import AiohttpHttp
from infra.engine.world.tokens import SignedTokens, SigningKey
from infra.serving.server import address_of, listen, served, told_to_stop

if TYPE_CHECKING:
    import grpc

IDLE_SECONDS = 75.0
"""for a connection on which no request is complete"""
STOP_SECONDS = 2.0
"""given to requests under way when the server stops"""


@dataclass(frozen=True, slots=True)
class RunningServer:
    engine: Engine
    url: str
    """of the REST front, without a slash at the end"""
    grpc_address: str
    """host:port"""


def main(argv: Sequence[str] | None = None) -> int:
    options = server_options(argv)
    if options.source is not None and not options.source.is_dir():
        print(f"hotelly engine: --source {options.source} is not a folder", file=sys.stderr)
        return 2
    try:
        _run_on_fast_loop(_serve(options))
    except (OSError, ValueError) as error:
        print(f"hotelly engine: {error}", file=sys.stderr)
        return 1
    return 0


@asynccontextmanager
async def running_server(options: ServerOptions) -> AsyncIterator[RunningServer]:
    """Both fronts listening and the sources deployed; everything is closed again at the end.

    Raises OSError if a port is taken, ValueError if a file named in the options is wrong.
    """
    key = await _signing_key_and_grpc(options.signing_key)
    stubs = load_stubs(options.connectors) if options.connectors else None
    connectors = LocalConnectors(options.secrets, stubs)
    async with AiohttpHttp() as http, AsyncExitStack() as stack:
        # Whoever connects waits until REST serves; executions know where to be called back.
        listening = stack.enter_context(listen(options.port, options.host))
        url = address_of(listening)
        logs = LogStore(echo=None if options.quiet else _write_line)
        kept = KeptState(options.state, logs) if options.state else None
        surroundings = Surroundings(
            http=http,
            connectors=connectors,
            tokens=partial(SignedTokens, key),
            logs=logs,
            base_url=url,
            stubbed=frozenset(stubs or ()),
            keeper=kept or NOTHING_KEPT,
        )
        engine = Engine(surroundings, ChildExecutions)
        if kept is not None:
            await stack.enter_async_context(_keeping(engine, kept))
        app = rest_app(engine, key)
        add_console(app, engine)
        gate = rest_gate(options.names)
        rest = served(app, gate, listening, stop_seconds=STOP_SECONDS, idle_seconds=IDLE_SECONDS)
        await stack.enter_async_context(rest)
        address = await stack.enter_async_context(_grpc(engine, options))
        stack.push_async_callback(connectors.close)
        stack.push_async_callback(engine.close)
        await stack.enter_async_context(_watching(engine, options))
        yield RunningServer(engine, url, address)


async def _signing_key_and_grpc(path: Path | None) -> SigningKey:
    """Half of the start-up time is these two, and making a key leaves the interpreter free."""
    loop = asyncio.get_running_loop()
    if path is None:
        key = loop.run_in_executor(None, SigningKey.generate)
    else:
        key = loop.run_in_executor(None, SigningKey.load_or_create, path)
    _import_grpc_front()
    return await key


def _import_grpc_front() -> Callable[[Engine], grpc.aio.Server]:
    """Imported late: nobody who uses the engine as a library pays for it."""
    # gRPC's C core would add lines of its own to our messages on stderr.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    from infra.engine.api.grpc import grpc_server

    return grpc_server


async def _serve(options: ServerOptions) -> None:
    stopped = asyncio.create_task(told_to_stop())
    async with running_server(options) as server:
        place = options.place
        # What was loaded by now stays: the collector's full passes, which stop everything, skip it.
        gc.freeze()
        print(f"hotelly engine: {server.url} grpc://{server.grpc_address} {place}", flush=True)
        await stopped


@asynccontextmanager
async def _grpc(engine: Engine, options: ServerOptions) -> AsyncIterator[str]:
    server = _import_grpc_front()(engine)
    try:
        port = server.add_insecure_port(f"{options.host}:{options.grpc_port}")
    except RuntimeError:
        raise OSError(f"cannot listen on {options.host}:{options.grpc_port} for gRPC") from None
    await server.start()
    try:
        yield f"{options.host}:{port}"
    finally:
        await server.stop(STOP_SECONDS)


@asynccontextmanager
async def _watching(engine: Engine, options: ServerOptions) -> AsyncIterator[None]:
    if options.source is None:
        yield
        return
    watch = SourceWatch(engine, options.source, options.place, options.environment)
    watch.look()
    task = asyncio.create_task(watch.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


@asynccontextmanager
async def _keeping(engine: Engine, kept: KeptState) -> AsyncIterator[None]:
    restore(engine, kept.archive)
    task = asyncio.create_task(kept.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        await kept.close()


def _write_line(line: str) -> None:
    # Whoever read our stdout may be gone; executions go on without.
    with suppress(OSError):
        sys.stdout.write(line)
        sys.stdout.flush()


def _run_on_fast_loop(serving: Coroutine[Any, Any, None]) -> None:
    """On uvloop where it is installed."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(serving)
    else:
        uvloop.run(serving)


if __name__ == "__main__":
    sys.exit(main())
