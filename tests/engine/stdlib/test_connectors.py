from __future__ import annotations

import asyncio
import json
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from infra.local.engine.clock import SystemClock
from infra.local.engine.connectors import SIGNATURES, LocalConnectors, Stub, load_stubs
from infra.local.engine.connectors.pubsub import PUBLISH
from infra.local.engine.context import HttpRequest, HttpResponse
from infra.local.engine.errors import WorkflowError, service_error
from infra.local.engine.http_client import AiohttpHttp
from tests.engine.stdlib.server import Answer, Received, Server, nothing, serving
from tests.engine.stdlib.world import EMAIL, KEY, START, World, raised

SECRETS = "googleapis.secretmanager.v1.projects.secrets"
EXECUTIONS = "googleapis.workflowexecutions.v1.projects.locations.workflows.executions"
CREATE_TASK = "googleapis.cloudtasks.v2.projects.locations.queues.tasks.create"
QUEUE = "projects/p/locations/l/queues/mail"
TOPIC = "projects/p/topics/bookings"


def connected(name: str, /, world: World | None = None, **args: Any) -> Any:
    return asyncio.run((world or World()).connect(name, **args))


def refused(name: str, /, world: World | None = None, **args: Any) -> Any:
    """The value of the error the connector raises."""
    with pytest.raises(WorkflowError) as caught:
        connected(name, world, **args)
    return caught.value.value


def on_the_network(
    act: Callable[[World, Server], Awaitable[None]],
    answer: Answer = nothing,
    stubs: Callable[[str], dict[str, Stub]] = lambda url: {},
) -> list[Received]:
    """What the server received while `act` ran, on real HTTP and the real clock."""

    async def scenario() -> list[Received]:
        async with serving(answer) as server, AiohttpHttp() as http:
            connectors = LocalConnectors(stubs=stubs(server.url))
            await act(World(http=http, connectors=connectors, clock=SystemClock()), server)
            await connectors.close()
            return server.requests

    return asyncio.run(scenario())


async def received(server: Server, count: int = 1) -> None:
    async with asyncio.timeout(5):
        while len(server.requests) < count:
            await asyncio.sleep(0.01)


def test_a_connector_that_is_not_here_says_how_to_stub_it() -> None:
    error = refused("googleapis.bigquery.v2.jobs.query", projectId="p")
    assert error["tags"] == ["SystemError"]
    assert "googleapis.bigquery.v2.jobs.query is not available locally" in error["message"]
    assert "'address' or an 'answer'" in error["message"]


@pytest.mark.parametrize(
    "parameters",
    [
        "30",
        {"timeout": "30"},
        {"timeout": -1},
        {"timeout": 31_536_001},
        {"skip_polling": 1},
        {"retries": 3},
        {"polling_policy": 1},
        {"polling_policy": {"delay": 1}},
        {"polling_policy": {"multiplier": "2"}},
        {"polling_policy": {"initial_delay": 0}},
    ],
)
def test_wrong_connector_params_are_refused(parameters: Any) -> None:
    error = refused(f"{EXECUTIONS}.get", name="x", connector_params=parameters)
    assert error["tags"][0] in ("TypeError", "ValueError")


# Secret Manager


def secret_world(**values: str) -> World:
    return World(connectors=LocalConnectors(secrets=values))


def test_a_secret_is_read_by_its_id_or_by_its_environment_variable() -> None:
    world = secret_world(**{"api-key": "one", "DB_PASSWORD": "two"})
    assert connected(f"{SECRETS}.versions.accessString", world, secret_id="api-key") == "one"
    assert connected(f"{SECRETS}.versions.accessString", world, secret_id="db-password") == "two"


def test_access_gives_the_payload_in_base64() -> None:
    name = "projects/p/secrets/api-key/versions/latest"
    answer = connected(f"{SECRETS}.versions.access", secret_world(**{"api-key": "é"}), name=name)
    assert answer["name"] == "projects/p/secrets/api-key/versions/1"
    assert b64decode(answer["payload"]["data"]).decode() == "é"


def test_an_added_version_is_the_latest_and_the_old_one_stays() -> None:
    world = secret_world(token="old")
    added = connected(f"{SECRETS}.addVersionString", world, secret_id="token", data="new")
    assert added["name"] == "projects/hotelly-local/secrets/token/versions/2"
    access = f"{SECRETS}.versions.accessString"
    assert connected(access, world, secret_id="token") == "new"
    assert connected(access, world, secret_id="token", version=1) == "old"
    body = {"payload": {"data": b64encode(b"newest").decode()}}
    connected(f"{SECRETS}.addVersion", world, parent="projects/p/secrets/token", body=body)
    assert connected(access, world, secret_id="token", version="3") == "newest"


@pytest.mark.parametrize("version", ["latest", "2", "0", "-1", "x"])
def test_a_missing_secret_or_version_is_not_found(version: str) -> None:
    name = f"projects/p/secrets/{'token' if version != 'latest' else 'other'}/versions/{version}"
    error = refused(f"{SECRETS}.versions.access", secret_world(token="x"), name=name)
    assert error["tags"] == ["HttpError"]
    assert error["code"] == 404
    assert error["body"]["error"]["status"] == "NOT_FOUND"


@pytest.mark.parametrize("name", [None, 1])
def test_a_missing_argument_is_a_type_error(name: Any) -> None:
    assert refused(f"{SECRETS}.versions.access", name=name)["tags"] == ["TypeError"]


def test_a_malformed_resource_name_is_an_invalid_argument() -> None:
    assert refused(f"{SECRETS}.versions.access", name="token")["code"] == 400


# Workflow executions


def executing(method: str, answer: Callable[[Mapping[str, Any]], Awaitable[Any]]) -> World:
    world = World()
    world.executions.answers[method] = answer
    return world


@pytest.mark.parametrize("method", ["run", "create", "get", "list", "cancel"])
def test_executions_are_asked_of_the_engine(method: str) -> None:
    async def answer(args: Mapping[str, Any]) -> Any:
        return {"given": dict(args)}

    result = connected(f"{EXECUTIONS}.{method}", executing(method, answer), a=1)
    assert result == {"given": {"a": 1}}


def test_run_with_skip_polling_only_creates_the_execution() -> None:
    async def answer(args: Mapping[str, Any]) -> Any:
        return dict(args)

    result = connected(
        f"{EXECUTIONS}.run",
        executing("create", answer),
        workflow_id="child",
        argument={"n": 1},
        connector_params={"skip_polling": True},
    )
    location = "projects/hotelly-local/locations/southamerica-east1"
    assert result["parent"] == f"{location}/workflows/child"
    assert result["body"] == {"argument": '{"n":1}'}


def test_the_connector_timeout_ends_the_wait() -> None:
    world = World()

    async def never(args: Mapping[str, Any]) -> Any:
        await world.clock.sleep(10**9)

    world.executions.answers["run"] = never
    error = refused(
        f"{EXECUTIONS}.run", world, workflow_id="child", connector_params={"timeout": 60}
    )
    assert error["tags"] == ["TimeoutError", "OSError"]
    assert world.clock.now() == START + 60


def test_experimental_map_gives_the_results_in_order() -> None:
    async def double(args: Mapping[str, Any]) -> Any:
        return args["argument"] * 2

    world = executing("run", double)
    assert world.call("experimental.executions.map", "child", [1, 2, 3]) == [2, 4, 6]
    assert world.call("experimental.executions.run", "child", argument=4) == 8


def test_a_failed_child_is_an_execution_error_of_the_experimental_functions() -> None:
    async def fail(args: Mapping[str, Any]) -> Any:
        raise WorkflowError({"message": "Execution failed", "tags": ["OperationError"]})

    error = raised("experimental.executions.run", "child", world=executing("run", fail))
    assert error == {"message": "Execution failed", "tags": ["ExecutionError"]}


def test_an_endless_child_is_a_timeout_error_of_the_experimental_functions() -> None:
    world = World()

    async def never(args: Mapping[str, Any]) -> Any:
        await world.clock.sleep(10**9)

    world.executions.answers["run"] = never
    error = raised("experimental.executions.map", "child", [1], timeout=5, world=world)
    assert error["tags"][0] == "TimeoutError"


# Cloud Tasks


def test_a_task_is_delivered_with_its_body_headers_and_token() -> None:
    async def act(world: World, server: Server) -> None:
        task = {
            "httpRequest": {
                "url": f"{server.url}/send",
                "headers": {"Content-Type": "application/json"},
                "body": b64encode(b'{"id":1}').decode(),
                "oidcToken": {"serviceAccountEmail": EMAIL, "audience": "http://mail"},
            }
        }
        answer = await world.connect(CREATE_TASK, parent=QUEUE, body={"task": task})
        assert answer["name"].startswith(f"{QUEUE}/tasks/")
        assert "body" not in answer["httpRequest"]
        await received(server)

    (request,) = on_the_network(act)
    assert (request.method, request.path, request.body) == ("POST", "/send", b'{"id":1}')
    assert request.headers["X-CloudTasks-QueueName"] == "mail"
    assert request.headers["X-CloudTasks-TaskRetryCount"] == "0"
    assert request.headers["User-Agent"] == "Google-Cloud-Tasks"
    token = request.headers["Authorization"].removeprefix("Bearer ")
    assert KEY.verify(token, "http://mail")["email"] == EMAIL


class Down:
    async def send(self, request: HttpRequest) -> HttpResponse:
        raise service_error("ConnectionFailedError", "nobody is there")


def test_a_task_nobody_takes_is_dropped_with_an_entry_in_the_log() -> None:
    world = World(http=Down())

    async def scenario() -> None:
        task = {"name": f"{QUEUE}/tasks/lost", "httpRequest": {"url": "http://mail.test"}}
        await world.connect(CREATE_TASK, parent=QUEUE, body={"task": task})
        await world.clock.sleep(10_000_000)

    asyncio.run(scenario())
    ((payload, severity),) = world.log.entries
    assert severity == "ERROR"
    assert payload == f"{QUEUE}/tasks/lost was dropped: nobody took it in 100 attempts"


def test_a_task_is_sent_again_until_it_is_accepted() -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        retries = int(request.headers["X-CloudTasks-TaskRetryCount"])
        return web.Response(status=200 if retries == 2 else 503)

    async def act(world: World, server: Server) -> None:
        task = {"httpRequest": {"url": server.url, "httpMethod": "PUT"}}
        await world.connect(CREATE_TASK, parent=QUEUE, body={"task": task})
        await received(server, 3)
        await asyncio.sleep(0.5)

    assert [request.method for request in on_the_network(act, answer)] == ["PUT"] * 3


def test_a_task_waits_for_its_schedule_time() -> None:
    sent: list[float] = []

    async def scenario() -> None:
        world = World()

        class Http:
            async def send(self, request: Any) -> Any:
                sent.append(world.clock.now())
                raise WorkflowError("stop")

        world.http = Http()
        task = {
            "httpRequest": {"url": "http://mail.test/"},
            "scheduleTime": "2026-01-01T01:00:00Z",
        }
        answer = await world.connect(CREATE_TASK, parent=QUEUE, body={"task": task})
        assert answer["scheduleTime"] == "2026-01-01T01:00:00.000000Z"
        await world.clock.sleep(3600.35)
        await world.connectors.close()

    asyncio.run(scenario())
    assert sent == pytest.approx([START + 3600, START + 3600.1, START + 3600.3])


def test_a_task_name_can_be_used_once() -> None:
    async def scenario() -> Any:
        world = World()
        task = {
            "name": f"{QUEUE}/tasks/only-once",
            "httpRequest": {"url": "http://mail.test/"},
            "scheduleTime": "2027-01-01T00:00:00Z",
        }
        await world.connect(CREATE_TASK, parent=QUEUE, body={"task": task})
        try:
            await world.connect(CREATE_TASK, parent=QUEUE, body={"task": task})
        except WorkflowError as error:
            return error.value
        finally:
            await world.connectors.close()

    error = asyncio.run(scenario())
    assert (error["code"], error["body"]["error"]["status"]) == (409, "ALREADY_EXISTS")


@pytest.mark.parametrize(
    ("parent", "task"),
    [
        ("mail", {"httpRequest": {"url": "http://mail.test/"}}),
        (QUEUE, {}),
        (QUEUE, {"httpRequest": {}}),
        (QUEUE, {"httpRequest": {"url": "no url"}}),
        (QUEUE, {"httpRequest": {"url": "http://mail.test/", "body": "no base64!"}}),
        (QUEUE, {"httpRequest": {"url": "http://mail.test/", "body": 7}}),
        (QUEUE, {"httpRequest": {"url": "http://mail.test/"}, "scheduleTime": "later"}),
        (QUEUE, {"httpRequest": {"url": "http://mail.test/"}, "name": "other"}),
    ],
)
def test_a_task_that_could_not_be_delivered_is_refused_when_it_is_created(
    parent: str, task: Any
) -> None:
    error = refused(CREATE_TASK, parent=parent, body={"task": task})
    assert error["tags"][0] in ("TypeError", "ValueError", "HttpError")
    assert error.get("code", 400) == 400


# Pub/Sub


def test_a_message_is_pushed_to_every_address_of_its_topic() -> None:
    async def act(world: World, server: Server) -> None:
        message = {"data": b64encode(b"hi").decode(), "attributes": {"kind": "won"}}
        answer = await world.connect(PUBLISH, topic=TOPIC, body={"messages": [message]})
        assert answer == {"messageIds": ["1"]}
        await received(server, 2)

    requests = on_the_network(
        act, stubs=lambda url: {PUBLISH: Stub(push={"bookings": [f"{url}/a", f"{url}/b"]})}
    )
    assert {request.path for request in requests} == {"/a", "/b"}
    pushed = json.loads(requests[0].body)
    assert pushed["subscription"] == "projects/p/subscriptions/bookings"
    assert pushed["message"]["data"] == "aGk="
    assert pushed["message"]["attributes"] == {"kind": "won"}
    assert pushed["message"]["messageId"] == "1"


def test_a_topic_nobody_configured_is_not_found() -> None:
    error = refused(PUBLISH, topic=TOPIC, body={"messages": [{"data": "aGk="}]})
    assert error["code"] == 404


def test_an_empty_message_is_an_invalid_argument() -> None:
    stubs = {PUBLISH: Stub(push={TOPIC: []})}
    world = World(connectors=LocalConnectors(stubs=stubs))
    assert refused(PUBLISH, world, topic=TOPIC, body={"messages": [{}]})["code"] == 400


# Stubs


def test_a_stub_file_gives_fixed_answers_and_addresses(tmp_path: Path) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return web.json_response({"rows": 3})

    def stubs(url: str) -> dict[str, Stub]:
        file = tmp_path / "connectors.yaml"
        file.write_text(
            f"googleapis.a.v1.fixed: {{answer: [1]}}\ngoogleapis.a.v1.asked: {{address: '{url}'}}\n"
        )
        return load_stubs(file)

    async def act(world: World, server: Server) -> None:
        assert await world.connect("googleapis.a.v1.fixed", x=1) == [1]
        assert await world.connect("googleapis.a.v1.asked", x=1) == {"rows": 3}

    (request,) = on_the_network(act, answer, stubs)
    assert json.loads(request.body) == {"connector": "googleapis.a.v1.asked", "args": {"x": 1}}


@pytest.mark.parametrize(
    "text",
    [
        "- a list",
        "a: [",
        "googleapis.a.b: 7",
        "googleapis.a.b: {address: 1}",
        "googleapis.a.b: {address: 'http://x', answer: 1}",
        "googleapis.a.b: {push: {t: []}}",
        f"{PUBLISH}: {{push: {{t: http://x}}}}",
    ],
)
def test_a_stub_file_that_is_wrong_is_named_in_the_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "connectors.yaml"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"connectors\.yaml"):
        load_stubs(file)


def test_every_connector_with_positional_arguments_is_built_in() -> None:
    for name in SIGNATURES:
        with pytest.raises((WorkflowError, KeyError)) as caught:
            connected(name)
        assert "not available" not in str(caught.value)
