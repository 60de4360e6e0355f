"""Google's Executions API in a process of its own, as far as create: it says yes to everything."""

import multiprocessing
import socket
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from multiprocessing.connection import Connection

import grpc
from google.cloud.workflows.executions_v1 import CreateExecutionRequest, Execution

SERVICE = "google.cloud.workflows.executions.v1.Executions"


@contextmanager
def executions_api() -> Iterator[str]:
    """Its host and port."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,))
    process.start()
    try:
        yield f"127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(ready: Connection) -> None:
    create = grpc.unary_unary_rpc_method_handler(
        _create, CreateExecutionRequest.deserialize, Execution.serialize
    )
    server = grpc.server(futures.ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(SERVICE, {"CreateExecution": create}),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    ready.send(port)
    server.wait_for_termination()


def _create(request: CreateExecutionRequest, _: grpc.ServicerContext) -> Execution:
    return Execution(name=f"{request.parent}/executions/x")
