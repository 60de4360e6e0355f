"""One function in a process of its own, served as on Cloud Run."""

import gc
import os
import socket
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import flask
import functions_framework
import waitress

# functions-framework carries no annotations.
_create_app: Callable[[str, str], flask.Flask] = functions_framework.create_app


def preload(entry_points: Iterable[str], source: Path) -> None:
    """Import what the functions import, so that forked workers start with it in memory."""
    for entry_point in entry_points:
        _create_app(entry_point, str(source))
    # Imported by the functions only where they are used, which is right for a cold start.
    import google.cloud.workflows.executions_v1  # noqa: F401
    import httpx  # noqa: F401
    import phonenumbers  # noqa: F401
    import stripe  # noqa: F401

    gc.collect()
    gc.freeze()  # no collection writes to what is shared, so that it stays shared


def run_worker(
    name: str,
    entry_point: str,
    source: Path,
    threads: int,
    environment: Mapping[str, str],
    listening: socket.socket,
    output: int,
) -> None:
    """Serve `entry_point` of `source` on `listening`, writing stdout and stderr to `output`.

    `threads` requests are handled at once, and each may hold one database connection.
    `environment` replaces the process's own: a function sees its variables and no others.
    """
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(environment, K_SERVICE=name, FUNCTION_TARGET=entry_point)
    waitress.serve(
        _create_app(entry_point, str(source)),
        sockets=[listening],
        threads=threads,
        ident="functions-framework",
        _quiet=True,
    )
