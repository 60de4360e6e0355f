"""Cloud Tasks and Pub/Sub: what is delivered, when, and how often."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from typing import Any

import pytest
from aiohttp import web

from infra.engine.connectors.local import LocalConnectors
from infra.engine.connectors.pubsub import PUBLISH
from infra.engine.connectors.stubs import Stub
from infra.engine.values.errors import WorkflowError, service_error
from infra.engine.world.context import HttpRequest, HttpResponse
from tests.engine.stdlib.connecting import (
    CREATE_TASK,
    QUEUE,
    TOPIC,
    on_the_network,
    received,
    refused,
)
from tests.engine.stdlib.server import Server
from tests.engine.stdlib.world import EMAIL, KEY, START, World

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
