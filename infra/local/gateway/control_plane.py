"""What gcloud asks Cloud Run and Secret Manager of the functions that are served here: read-only.

gcloud puts a region before the address of Cloud Run, and no name server knows that name. So it
takes the gateway for its proxy: what is meant for `*.stub` is answered here, what is meant for
another part of the stack is handed on, and nothing gets any further. The value of a secret is told
to who has read the token in the stack's own folder.
"""

import base64
import hmac
import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

from infra.deployment import Function
from infra.engine.values.timestamps import rfc3339
from infra.local.gateway.knative import revision, service

Json = dict[str, Any]
HANDED_ON = ("Content-Type", "User-Agent", "X-Goog-FieldMask")


class ControlPlane:
    """`environments` are the functions' variables by name; `token` is the file of who may read
    secrets; `parts` are the addresses of what else gcloud speaks to."""

    def __init__(
        self,
        functions: Mapping[str, Function],
        environments: Mapping[str, Mapping[str, str]],
        functions_url: str,
        project: str,
        location: str,
        token: Path | None = None,
        parts: Collection[str] = (),
    ) -> None:
        self._functions = functions
        self._environments = environments
        self._functions_url = functions_url
        self._project, self._location = project, location
        self._token = token
        self._parts = {url.removeprefix("http://"): url for url in parts}
        self._started = rfc3339(datetime.now(UTC).timestamp())
        self._names = {f"{location}-run.stub", "run.stub", "secretmanager.stub"}
        namespace = rf"/apis/serving\.knative\.dev/v1/namespaces/{project}"
        secrets = f"/v1/projects/{project}/secrets"
        self._answers: dict[str, Callable[..., web.Response]] = {
            rf"/v1/projects/{project}/locations/-/services": self._list_services,
            rf"{namespace}/services": self._list_services,
            rf"{namespace}/services/([\w-]+)": self._describe_service,
            rf"{namespace}/revisions": self._list_revisions,
            secrets: self._list_secrets,
            rf"{secrets}/(\w+)/versions": self._list_versions,
            rf"{secrets}/(\w+)/versions/(?:latest|1):access": self._access,
        }

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which requests for others come here."""
        return frozenset(self._names)

    def middleware(self) -> Middleware:
        """Takes what is for others out of the way of the functions."""

        @web.middleware
        async def by_host(request: web.Request, handler: Handler) -> web.StreamResponse:
            host = request.headers.get("Host", "")
            if host in self._names:
                return self._answer(request)
            if host in self._parts:
                return await _handed_on(request, self._parts[host])
            return await handler(request)

        return by_host

    def _answer(self, request: web.Request) -> web.Response:
        if request.method != "GET":
            return _refusal(405, "UNIMPLEMENTED", "The local stack is changed by its own files.")
        for pattern, answer in self._answers.items():
            if found := re.fullmatch(pattern, request.path):
                try:
                    return answer(request, *found.groups())
                except KeyError as missing:
                    return _refusal(404, "NOT_FOUND", f"There is no {missing.args[0]} here.")
        return _refusal(404, "NOT_FOUND", "The local stack does not answer this.")

    def _list_services(self, _: web.Request) -> web.Response:
        items = [self._service(name) for name in self._functions]
        return _knative_list("ServiceList", items)

    def _describe_service(self, _: web.Request, name: str) -> web.Response:
        return web.json_response(self._service(name))

    def _list_revisions(self, request: web.Request) -> web.Response:
        chosen = re.findall(r"[\w-]+", request.query.get("labelSelector", ""))[-1:]
        names = chosen or list(self._functions)
        return _knative_list("RevisionList", [revision(self._service(name)) for name in names])

    def _service(self, name: str) -> Json:
        function = self._functions[name]
        own = self._environments.get(name, {})
        variables = {each: own[each] for each in function.environment if each in own}
        url = f"{self._functions_url}/{name}"
        return service(name, function, variables, self._project, self._location, url, self._started)

    def _list_secrets(self, _: web.Request) -> web.Response:
        names = sorted({name for each in self._functions.values() for name in each.secrets})
        return web.json_response({"secrets": [self._secret(name) for name in names]})

    def _list_versions(self, _: web.Request, secret: str) -> web.Response:
        self._value(secret)
        full = f"{self._secret(secret)['name']}/versions/1"
        version = {"name": full, "state": "ENABLED", "createTime": self._started}
        return web.json_response({"versions": [version]})

    def _access(self, request: web.Request, secret: str) -> web.Response:
        if not self._may_read(request.headers.get("Authorization", "")):
            return _refusal(403, "PERMISSION_DENIED", "Evaluate what `hotelly gcloud-env` prints.")
        data = base64.b64encode(self._value(secret).encode()).decode()
        full = f"{self._secret(secret)['name']}/versions/1"
        return web.json_response({"name": full, "payload": {"data": data}})

    def _may_read(self, authorization: str) -> bool:
        if self._token is None:
            return False
        expected = f"Bearer {self._token.read_text().strip()}"
        return hmac.compare_digest(authorization.encode(), expected.encode())

    def _value(self, secret: str) -> str:
        """Raises KeyError where no function lists it."""
        for name, function in self._functions.items():
            if secret in function.secrets:
                return self._environments[name][secret]
        raise KeyError(f"secret {secret}")

    def _secret(self, name: str) -> Json:
        return {
            "name": f"projects/{self._project}/secrets/{name}",
            "createTime": self._started,
            "replication": {"automatic": {}},
        }


async def _handed_on(request: web.Request, part: str) -> web.Response:
    """What the part of the stack at `part` answers."""
    headers = {
        name: value for name in HANDED_ON if (value := request.headers.get(name)) is not None
    }
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            request.method,
            URL(f"{part}{request.rel_url.raw_path_qs}", encoded=True),
            data=await request.read(),
            headers=headers,
        ) as answer,
    ):
        body, kind = await answer.read(), answer.content_type
        return web.Response(status=answer.status, body=body, content_type=kind)


def _knative_list(kind: str, items: list[Json]) -> web.Response:
    head = {"apiVersion": "serving.knative.dev/v1", "kind": kind, "metadata": {}}
    return web.json_response({**head, "items": items})


def _refusal(code: int, status: str, sentence: str) -> web.Response:
    error = {"error": {"code": code, "message": sentence, "status": status}}
    return web.Response(status=code, text=json.dumps(error), content_type="application/json")
