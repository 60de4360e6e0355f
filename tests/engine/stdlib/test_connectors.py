"""Connectors in general, Secret Manager, and the file of stubs."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from infra.engine.connectors.local import LocalConnectors
from infra.engine.connectors.pubsub import PUBLISH
from infra.engine.connectors.signatures import SIGNATURES
from infra.engine.connectors.stubs import Stub, load_stubs
from infra.engine.values.errors import WorkflowError
from tests.engine.stdlib.connecting import (
    EXECUTIONS,
    SECRETS,
    connected,
    on_the_network,
    refused,
)
from tests.engine.stdlib.server import Server
from tests.engine.stdlib.world import World


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


def test_a_secret_is_read_by_its_id() -> None:
    world = secret_world(**{"api-key": "one", "db-password": "two"})
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
