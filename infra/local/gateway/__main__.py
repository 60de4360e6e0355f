"""`python -m infra.local.gateway`: serves every function of deployment.yaml on one port."""

import argparse
import json
import os
import socket
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from infra.deployment import DEPLOYMENT_FILE, load_deployment
from infra.local.gateway.prefork import run_forever
from infra.local.gateway.worker import preload, run_worker


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    functions = load_deployment(options.deployment).functions
    environments = json.loads(options.environment.read_text())
    preload((each.entry_point for each in functions.values()), options.source)
    public = socket.create_server((options.host, options.port), backlog=1024)
    sockets = _socket_paths(options.environment.parent, functions)
    pipes = {name: os.pipe() for name in functions}
    children: dict[str, Callable[[], None]] = {
        name: partial(
            run_worker,
            name,
            function.entry_point,
            options.source,
            function.threads,
            environments.get(name, {}),
            _listen(sockets[name]),
            pipes[name][1],
        )
        for name, function in functions.items()
    }
    children["front"] = partial(_run_front, options, public, sockets, pipes)
    run_forever(children)
    return 0


def _socket_paths(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Where each function listens: relative paths, since a socket's may have a hundred letters."""
    os.chdir(folder)
    Path("sockets").mkdir(mode=0o700, exist_ok=True)
    return {name: Path("sockets", name) for name in names}


def _run_front(
    options: argparse.Namespace,
    public: socket.socket,
    sockets: dict[str, Path],
    pipes: dict[str, tuple[int, int]],
) -> None:
    # Imported in the child alone: a worker has no use for it.
    import uvloop

    from infra.engine.world.tokens import SigningKey
    from infra.local.gateway.control_plane import ControlPlane
    from infra.local.gateway.front import Front
    from infra.local.gateway.logs import FunctionLogs
    from infra.local.gateway.serving import serve_front

    urls = options.public_url or [f"http://{options.host}:{public.getsockname()[1]}"]
    functions = load_deployment(options.deployment).functions
    control_plane = ControlPlane(
        functions,
        json.loads(options.environment.read_text()),
        urls[0],
        options.project,
        options.location,
        options.gcloud_token,
        [part for part in (options.engine_url, options.scheduler_url) if part],
    )
    front = Front(
        functions,
        sockets,
        SigningKey.load_or_create(options.signing_key),
        urls,
        options.caller,
        control_plane.hosts,
    )
    logs = FunctionLogs(options.project, options.location, options.engine_url)
    readers = {name: pipes[name][0] for name in pipes}
    uvloop.run(serve_front(front, control_plane, logs, public, readers))


def _listen(path: Path) -> socket.socket:
    """A listening Unix socket; it outlives the workers, so their restart refuses no connection."""
    path.unlink(missing_ok=True)  # of a gateway that was killed
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen(1024)
    return listening


def _absolute(path: str) -> Path:
    return Path(path).resolve()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gateway", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one")
    parser.add_argument("--public-url", action="append", metavar="URL")
    parser.add_argument(
        "--caller",
        action="append",
        default=[],
        metavar="EMAIL",
        help="an account that may call private functions; may be repeated",
    )
    parser.add_argument("--deployment", type=_absolute, default=DEPLOYMENT_FILE)
    parser.add_argument("--source", type=_absolute, required=True, help="the functions' main.py")
    parser.add_argument(
        "--environment",
        type=_absolute,
        required=True,
        help="JSON file: environment variables by function name; sockets are made beside it",
    )
    parser.add_argument("--signing-key", type=_absolute, required=True, help="PEM file")
    parser.add_argument("--engine-url", help="where log entries are sent: http://host:port")
    parser.add_argument("--scheduler-url", help="where gcloud's questions about jobs are sent")
    parser.add_argument(
        "--gcloud-token", type=_absolute, help="file: who has read it reads secrets"
    )
    parser.add_argument("--project", default="local")
    parser.add_argument("--location", default="local")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
