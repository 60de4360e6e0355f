"""googleapis.cloudtasks: a task is queued at once and delivered over HTTP at its time.

https://cloud.google.com/workflows/docs/reference/googleapis/cloudtasks/v2/projects.locations.queues.tasks/create
"""

from __future__ import annotations

import binascii
import itertools
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from infra.engine.connectors.delivery import Deliveries, Delivery
from infra.engine.connectors.handler import Handler, google_error, required
from infra.engine.connectors.parameters import Parameters
from infra.engine.stdlib import http_request
from infra.engine.stdlib.time import timestamp
from infra.engine.values.errors import WorkflowError
from infra.engine.values.timestamps import rfc3339
from infra.engine.world.context import Context, HttpRequest

NAMES_REMEMBERED = 100_000
DISPATCH_DEADLINE = 600.0
"""seconds a receiver has to answer"""

_QUEUE = re.compile(r"projects/[^/]+/locations/[^/]+/queues/([^/]+)")
_TASK = re.compile(r"projects/[^/]+/locations/[^/]+/queues/[^/]+/tasks/[\w-]{1,500}", re.ASCII)


class CloudTasks:
    """Every queue exists. A name once used stays used, so a named task is delivered once."""

    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries
        self._numbers = itertools.count(1)
        self._names: dict[str, None] = {}

    def handlers(self) -> dict[str, Handler]:
        return {
            "googleapis.cloudtasks.v2.projects.locations.queues.tasks.create": self.create,
        }

    async def create(
        self, name: str, args: Mapping[str, Any], parameters: Parameters, context: Context
    ) -> dict[str, Any]:
        parent: str = required(name, args, "parent")
        task = required(name, required(name, args, "body", dict), "task", dict)
        resource = self._claimed_name(parent, task.get("name"))
        http = required(name, task, "httpRequest", dict)
        now = context.clock.now()
        scheduled = _scheduled(task.get("scheduleTime"), now)
        request = _TaskRequest(resource, http, scheduled, context)
        self._deliveries.start(
            Delivery(resource, request.build, _success, first_delay=0.1, not_before=scheduled),
            context,
        )
        return {
            **{key: value for key, value in task.items() if key != "httpRequest"},
            "name": resource,
            "httpRequest": {key: value for key, value in http.items() if key != "body"},
            "scheduleTime": rfc3339(scheduled),
            "createTime": rfc3339(now),
            "dispatchDeadline": f"{DISPATCH_DEADLINE:.0f}s",
            "view": "BASIC",
        }

    def _claimed_name(self, parent: str, name: Any) -> str:
        if not _QUEUE.fullmatch(parent):
            raise _invalid("parent must be projects/P/locations/L/queues/Q")
        if name is None:
            return f"{parent}/tasks/{next(self._numbers)}"
        if not isinstance(name, str) or not _TASK.fullmatch(name):
            raise _invalid("task.name must be the queue's name, /tasks/ and an id")
        if name in self._names:
            raise google_error(409, "ALREADY_EXISTS", "Requested entity already exists")
        self._remember(name)
        return name

    def _remember(self, name: str) -> None:
        self._names[name] = None
        if len(self._names) > NAMES_REMEMBERED:
            del self._names[next(iter(self._names))]


class _TaskRequest:
    """The httpRequest of a task, checked when it is queued, built at every attempt."""

    def __init__(
        self, resource: str, http: Mapping[str, Any], scheduled: float, context: Context
    ) -> None:
        self._resource = resource
        self._http = http
        self._scheduled = scheduled
        self._context = context
        self._body = _decoded(http.get("body"))
        self.build(0)

    def build(self, attempt: int) -> HttpRequest:
        http = self._http
        request = http_request.build(
            self._context.tokens,
            http.get("httpMethod", "POST"),
            http.get("url"),
            DISPATCH_DEADLINE,
            self._body,
            http.get("headers"),
            None,
            _auth(http),
        )
        headers = {**request.headers, **self._service_headers(attempt)}
        return HttpRequest(request.method, request.url, headers, request.body, request.timeout)

    def _service_headers(self, attempt: int) -> dict[str, str]:
        queue, _, task = self._resource.rpartition("/tasks/")
        return {
            "User-Agent": "Google-Cloud-Tasks",
            "X-CloudTasks-QueueName": queue.rpartition("/")[2],
            "X-CloudTasks-TaskName": task,
            "X-CloudTasks-TaskRetryCount": str(attempt),
            "X-CloudTasks-TaskExecutionCount": str(attempt),
            "X-CloudTasks-TaskETA": f"{self._scheduled:.6f}",
        }


def _auth(http: Mapping[str, Any]) -> dict[str, Any] | None:
    oidc, oauth = http.get("oidcToken"), http.get("oauthToken")
    if isinstance(oidc, dict):
        return {"type": "OIDC", "audience": oidc.get("audience") or http.get("url")}
    if isinstance(oauth, dict):
        scope = oauth.get("scope") or http_request.DEFAULT_SCOPE
        return {"type": "OAuth2", "scope": scope}
    return None


def _scheduled(time: Any, now: float) -> float:
    return now if time is None else max(now, timestamp(str(time), "scheduleTime"))


def _decoded(body: Any) -> bytes | None:
    if body is None or isinstance(body, bytes):
        return body
    try:
        return b64decode(body, validate=True)
    except (binascii.Error, ValueError, TypeError) as error:
        raise _invalid("task.httpRequest.body must be Base64 text") from error


def _invalid(message: str) -> WorkflowError:
    return google_error(400, "INVALID_ARGUMENT", message)


def _success(code: int) -> bool:
    return 200 <= code < 300
