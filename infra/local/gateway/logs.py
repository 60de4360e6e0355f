"""The functions' log lines: on to this process's stdout, and into the engine's log store.

A line that is a JSON object becomes a structured entry as on Cloud Run, with the special fields
taken out: https://cloud.google.com/logging/docs/structured-logging#structured_logging_special_fields
"""

import asyncio
import json
import os
import time
from typing import Any

import aiohttp

from infra.engine.values.timestamps import rfc3339

LONGEST_LINE = 256 * 1024
BATCH = 200
BACKLOG = 10_000
"""entries kept while the engine does not answer; the oldest are dropped"""
TRACE = "logging.googleapis.com/trace"
SPAN = "logging.googleapis.com/spanId"


class FunctionLogs:
    """Reads the pipes of all functions and ships what they say."""

    def __init__(self, project: str, location: str, engine_url: str | None) -> None:
        self._project = project
        self._location = location
        self._engine_url = engine_url
        self._entries: asyncio.Queue[dict[str, Any]] = asyncio.Queue(BACKLOG)

    async def read(self, function: str, pipe: int) -> None:
        reader = asyncio.StreamReader(limit=LONGEST_LINE)
        protocol = asyncio.StreamReaderProtocol(reader)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(pipe, "rb"))
        while True:
            try:
                line = await reader.readline()
            except ValueError:  # longer than LONGEST_LINE
                line = b'{"severity": "WARNING", "message": "a log line was too long and is lost"}'
            if not line:
                return
            self._accept(function, line.decode(errors="replace").rstrip("\n"))

    def _accept(self, function: str, line: str) -> None:
        payload = parse_line(line)
        print(named(function, line, payload), flush=True)
        if self._entries.full():
            self._entries.get_nowait()
        self._entries.put_nowait(self._entry(function, payload))

    def _entry(self, function: str, payload: dict[str, Any]) -> dict[str, Any]:
        labels = {
            "service_name": function,
            "configuration_name": function,
            "revision_name": f"{function}-00001",
            "location": self._location,
            "project_id": self._project,
        }
        entry: dict[str, Any] = {
            "logName": f"projects/{self._project}/logs/run.googleapis.com%2Fstdout",
            "resource": {"type": "cloud_run_revision", "labels": labels},
            "timestamp": rfc3339(time.time()),
            "severity": payload.pop("severity", "DEFAULT"),
        }
        for field, name in ((TRACE, "trace"), (SPAN, "spanId")):
            if field in payload:
                entry[name] = payload.pop(field)
        return {**entry, **_body(payload)}

    async def ship(self) -> None:
        """Send what was read to the engine, for ever."""
        if self._engine_url is None:
            return
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                entries = [await self._entries.get()]
                while len(entries) < BATCH and not self._entries.empty():
                    entries.append(self._entries.get_nowait())
                await _write(session, f"{self._engine_url}/v2/entries:write", entries)


def parse_line(line: str) -> dict[str, Any]:
    """The line as a payload: itself when it is a JSON object, else its text as the message."""
    try:
        payload = json.loads(line)
    except ValueError:
        payload = None
    return payload if isinstance(payload, dict) else {"message": line}


def named(function: str, line: str, payload: dict[str, Any]) -> str:
    """The line as JSON that begins with its function's name."""
    name = json.dumps(function)
    if payload and payload.get("message") != line:  # it is a JSON object already
        return f'{{"service_name": {name}, {line[1:]}'
    return json.dumps({"service_name": function, **payload}, ensure_ascii=False)


def _body(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload that is nothing but a message is text, as Cloud Logging has it."""
    if payload.keys() == {"message"}:
        return {"textPayload": str(payload["message"])}
    return {"jsonPayload": payload}


async def _write(session: aiohttp.ClientSession, url: str, entries: list[dict[str, Any]]) -> None:
    try:
        async with session.post(url, json={"entries": entries}):
            pass
    except (aiohttp.ClientError, TimeoutError):
        # They are on stdout as well; a log store that is down must not hold the functions up.
        await asyncio.sleep(0.5)
