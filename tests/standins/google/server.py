"""The stand-in for Google's control plane: one HTTP server that is every API, for the real gcloud.

gcloud reaches it as its proxy, so that `southamerica-east1-run.stub` needs no name server.
Workflows are a real engine's, which calls the functions back here. Bodies are checked against
Google's own discovery documents; what they do not allow is refused, and noted in `state.unasked`.
"""

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.standins.google import run, storage, terraformed
from tests.standins.google.builds import Builds
from tests.standins.google.call import Call
from tests.standins.google.discovery import document
from tests.standins.google.methods import answer
from tests.standins.google.state import AlreadyThere, NotThere, State

VERSIONS = {"sql": ("sqladmin", "v1beta4"), "logging": ("logging", "v2")}
"""APIs whose document has another name or version than v1"""
OF_THE_ENGINE = ("workflows", "workflowexecutions")
GATEWAYS = {
    name: f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{name.upper()}"
    for name in (
        *("artifactregistry", "cloudbuild", "cloudresourcemanager", "cloudscheduler", "iam"),
        *("logging", "monitoring", "run", "secretmanager", "serviceusage", "sql", "storage"),
        *OF_THE_ENGINE,
    )
}


class ControlPlane:
    """`broken` are functions whose revisions answer 500 from now on, if they are newer than what
    serves."""

    def __init__(self, state: State, engine_url: str) -> None:
        self.state = state
        self.engine_url = engine_url
        self.broken: set[str] = set()
        self.url = ""
        self.builds = Builds(state, {})
        self._uploads: dict[str, tuple[str, str]] = {}

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its address, while it answers."""
        plane = self

        class Handler(_Handler):
            control_plane = plane

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self.url
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def gcloud_environment(self) -> dict[str, str]:
        """Environment variables that point gcloud and Terraform here."""
        port = self.url.rpartition(":")[2]
        return {
            **{variable: f"http://{api}.stub/" for api, variable in GATEWAYS.items()},
            "CLOUDSDK_PROXY_TYPE": "http",
            "CLOUDSDK_PROXY_ADDRESS": "127.0.0.1",
            "CLOUDSDK_PROXY_PORT": port,
            "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "true",
            "CLOUDSDK_CORE_PROJECT": self.state.project,
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "true",
            "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
            "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
            "CLOUDSDK_STORAGE_PARALLEL_COMPOSITE_UPLOAD_ENABLED": "false",
            "STORAGE_EMULATOR_HOST": f"127.0.0.1:{port}",
            "GOOGLE_STANDIN_URL": self.url,
        }

    def respond(self, request: "_Handler", host: str, path: str, query: dict[str, str]) -> Any:
        """A body to answer as JSON, or bytes."""
        api = host.partition(".")[0].rpartition("-")[2]
        if path == "terraform":
            return self._terraform(json.loads(request.sent))
        if api in OF_THE_ENGINE:
            return request.forward(f"{self.engine_url}{request.target}")
        if not host.endswith(".stub") and not path.startswith(("storage/", "upload/")):
            bucket, _, name = path.partition("/")
            if f"storage/b/{bucket}" in self.state.resources:  # as Terraform reads its state
                return storage.content_of(self.state, bucket, unquote(name))
            request.status = run.status_of(self.state, self.broken, path, request.sent)
            return {"outcome": "well"} if request.status == 200 else {"error": {"code": "told"}}
        if path.startswith("upload/"):
            return self._upload(request, path, query)
        name, version = VERSIONS.get(api, (api or "storage", "v1"))
        if not host.endswith(".stub"):
            name, version = "storage", "v1"
        if found := re.match(r"v(\d\w*)/", path):
            version = f"v{found[1]}"
        return self._call(name, version, request, path, query)

    def _call(
        self, api: str, version: str, request: "_Handler", path: str, query: dict[str, str]
    ) -> Any:
        described = document(api, version)
        found = described.find(request.command, path)
        if found is None:
            self.state.unasked.append(f"{request.command} {api} {path}")
            raise NotThere(path)
        method, parts = found
        body = json.loads(request.sent) if request.sent else {}
        if method.request and (faults := described.faults(method.request, body)):
            self.state.unasked += [f"{method.id}: {fault}" for fault in faults]
            raise ValueError("; ".join(faults))
        if api == "storage" and method.name == "get" and query.get("alt") == "media":
            return storage.content_of(self.state, *parts)
        where = re.sub(r"^(apis/[^/]+/)?(sql/|storage/)?v\d\w*/", "", unquote(path))
        prefix = "sql" if api == "sqladmin" else api
        resource = f"{prefix}/{re.sub(r':[a-zA-Z]+$', '', where)}"
        with self.state.lock:
            call = Call(self.state, self.builds, described, method, resource, parts, query, body)
            return answer(call)

    def _upload(self, request: "_Handler", path: str, query: dict[str, str]) -> Any:
        bucket = path.split("/")[4]
        if query.get("uploadType") == "multipart":
            kind = request.headers["Content-Type"]
            metadata, content = storage.uploaded(kind, request.sent)
            name = query.get("name") or metadata["name"]
            return storage.put(self.state, bucket, name, content, query)
        if upload := query.get("upload_id"):
            bucket, name = self._uploads.pop(upload)
            return storage.put(self.state, bucket, name, request.sent, {})
        name = query.get("name") or json.loads(request.sent)["name"]
        upload = str(len(self._uploads) + 1)
        self._uploads[upload] = (bucket, name)
        request.location = f"http://storage.stub/{path}?upload_id={upload}"
        return {}

    def _terraform(self, told: dict[str, Any]) -> dict[str, Any]:
        if told["type"] == "google_workflows_workflow" and told["values"] and not told["before"]:
            self._make_workflow(told["values"])
        with self.state.lock:
            terraformed.take(self.state, told["type"], told["values"], told["before"])
        return {}

    def _make_workflow(self, values: dict[str, Any]) -> None:
        parent = f"projects/{self.state.project}/locations/{values['region']}"
        body = {
            "sourceContents": values["source_contents"],
            "userEnvVars": values["user_env_vars"],
            "callLogLevel": values["call_log_level"],
        }
        url = f"{self.engine_url}/v1/{parent}/workflows?workflowId={values['name']}"
        headers = {"Content-Type": "application/json"}
        sent = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sent):
            pass


class _Handler(BaseHTTPRequestHandler):
    control_plane: ControlPlane
    protocol_version = "HTTP/1.1"

    def _respond(self) -> None:
        self.sent = self._read()
        self.status = 200
        self.location = ""
        address = urlsplit(self.path)
        self.target = address.path + (f"?{address.query}" if address.query else "")
        host = address.hostname or self.headers.get("Host", "").partition(":")[0]
        try:
            body = self.control_plane.respond(
                self,
                host,
                address.path.lstrip("/").removeprefix("download/"),
                dict(parse_qsl(address.query)),
            )
        except (NotThere, AlreadyThere, storage.Precondition, ValueError) as error:
            body = self._refusal(error)
        self._answer(body)

    def _refusal(self, error: Exception) -> dict[str, Any]:
        codes = {
            NotThere: (404, "NOT_FOUND"),
            AlreadyThere: (409, "ALREADY_EXISTS"),
            storage.Precondition: (412, "FAILED_PRECONDITION"),
        }
        self.status, status = codes.get(type(error), (400, "INVALID_ARGUMENT"))
        return {"error": {"code": self.status, "message": str(error), "status": status}}

    def _read(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            content = b""
            while size := int(self.rfile.readline().strip() or b"0", 16):
                content += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return content
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def forward(self, url: str) -> bytes:
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() in ("content-type", "authorization")
        }
        request = urllib.request.Request(url, self.sent or None, headers, method=self.command)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=120) as answered:
                return bytes(answered.read())
        except urllib.error.HTTPError as error:
            self.status = error.code
            return error.read()

    def _answer(self, body: Any) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        if isinstance(body, bytes) and content[:1] == b"{":
            kind = "application/json"
        self.send_response(self.status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if self.location:
            self.send_header("Location", self.location)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _respond

    def do_CONNECT(self) -> None:
        self.control_plane.state.unasked.append(f"CONNECT {self.path}")
        self.send_error(501)

    def log_message(self, *_: object) -> None:
        pass
