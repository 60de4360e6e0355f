"""A real `hotelly engine` on free ports, and what tests need to talk to it."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from infra.local.client.waiting import eventually

LOCATION = "projects/test/locations/southamerica-east1"
ECHO = """
main:
  params: [args]
  steps:
    - answer:
        return: ${args}
"""
WAITING = """
main:
  steps:
    - wait:
        call: sys.sleep
        args: {seconds: 3600}
"""
FAILING = """
main:
  steps:
    - fail:
        raise: {code: 7, reason: broken}
"""
_READY = re.compile(r"hotelly engine: (http://\S+) grpc://(\S+)")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Server:
    url: str
    grpc_address: str

    def call(self, verb: str, path: str, body: Any = None, **named: str) -> tuple[int, Any]:
        """Status and decoded answer; `body` is sent as JSON, or as it is if it is bytes; `named`
        are headers, with underscores for hyphens."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {} if isinstance(body, bytes) else {"Content-Type": "application/json"}
        headers |= {name.replace("_", "-"): value for name, value in named.items()}
        request = urllib.request.Request(f"{self.url}/{path}", data, headers, method=verb)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def deploy(self, source: str = ECHO, **fields: Any) -> str:
        """The full name of a new workflow."""
        workflow_id = f"flow{next(_numbers)}"
        path = f"v1/{LOCATION}/workflows?workflowId={workflow_id}"
        status, operation = self.call("POST", path, {"sourceContents": source, **fields})
        assert status == 200, operation
        return f"{LOCATION}/workflows/{workflow_id}"

    def start(self, workflow: str, argument: Any = None, **fields: Any) -> str:
        """The full name of a new execution."""
        body = {"argument": json.dumps(argument), **fields}
        status, execution = self.call("POST", f"v1/{workflow}/executions", body)
        assert status == 200, execution
        return str(execution["name"])

    def finished(self, execution: str) -> dict[str, Any]:
        """The execution once it has ended."""
        return self.until(execution, "SUCCEEDED", "FAILED", "CANCELLED")

    def until(self, execution: str, *states: str) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            _, answer = self.call("GET", f"v1/{execution}")
            return answer if answer["state"] in states else None

        return eventually(f"{execution} is {' or '.join(states)}", found)

    def log_entries(self, log_filter: str, **fields: Any) -> list[dict[str, Any]]:
        body = {"resourceNames": ["projects/test"], "filter": log_filter, **fields}
        status, answer = self.call("POST", "v2/entries:list", body)
        assert status == 200, answer
        return list(answer.get("entries", []))


@contextmanager
def engine_process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], Server]]:
    """A process of `hotelly engine` that has said it is ready; ended with the block."""
    command = [sys.executable, "-m", "infra.engine.server", "--port", "0", "--grpc-port", "0"]
    with subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            ready = _READY.match(process.stdout.readline())
            assert ready is not None, "the engine did not start"
            yield process, Server(ready[1], ready[2])
        finally:
            process.terminate()
