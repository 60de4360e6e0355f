"""The functions as Cloud Run runs them, with a real Postgres, the stand-ins, and a receiver of
executions."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent import futures
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import functions_framework
import grpc
import httpx
import pytest
import stripe
from flask import Flask
from flask.testing import FlaskClient
from google.cloud.workflows.executions_v1 import CreateExecutionRequest, Execution
from hotelly import database as hotelly_database
from hotelly.ingest import rates
from werkzeug.test import TestResponse

from infra.local.stack.postgres import EmbeddedPostgres, connect, create_database, drop_database
from infra.local.standins.stripe import create_app as create_stripe
from infra.local.standins.whatsapp import create_app as create_whatsapp
from tests.functions.evolution_events import SECRET
from tests.local.standins.serving import running

MAIN = Path(__file__).parents[2] / "functions" / "main.py"
SECRETS = {
    "STRIPE_WEBHOOK_SECRET": "whsec_planted_secret",
    "WHATSAPP_WEBHOOK_SECRET": "planted-whatsapp-secret",
    "LEAD_WEBHOOK_SECRET": "planted-lead-secret",
    "EVENTS_SECRET": "planted-events-secret",
    "META_APP_SECRET": "planted-meta-app-secret",
    "META_VERIFY_TOKEN": "planted-meta-verify-token",
    "TYPEFORM_SECRET": "planted-typeform-secret",
    "STRIPE_API_KEY": "sk_test_planted_key",
    "EVOLUTION_API_KEY": "planted-evolution-key",
    "FINGERPRINT_KEY": "planted-fingerprint-key",
    "META_ACCESS_TOKEN": "planted-meta-access-token",
}
UNREACHABLE = "http://127.0.0.1:9"
CHECK_IN = datetime.now(UTC).date() + timedelta(days=30)
NIGHTS = [(CHECK_IN + timedelta(days=number)).isoformat() for number in range(3)]


@cache
def client(function: str) -> FlaskClient:
    entry_point = function.replace("-", "_")
    create_app: Callable[..., Flask] = functions_framework.create_app
    return create_app(entry_point, str(MAIN)).test_client()


def post(function: str, body: Any = None, path: str = "/", **headers: str) -> TestResponse:
    """POST as JSON; header names with underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = body if isinstance(body, bytes) else json.dumps(body if body is not None else {})
    return client(function).post(path, data=data, headers=named)


def step(function: str, event_id: str, **body: Any) -> dict[str, Any]:
    """The answer of a step that must succeed."""
    answer = post(function, {"event_id": event_id, **body})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    content: dict[str, Any] = answer.get_json()
    return content


def send_event(event_type: str, payload: Any, **fields: Any) -> str:
    """An event by `/events`; answers its id."""
    answer = post(
        "receive-webhook",
        {"event_type": event_type, "payload": payload, **fields},
        path="/events",
        Authorization=f"Bearer {SECRETS['EVENTS_SECRET']}",
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    event_id: str = answer.get_json()["event_id"]
    return event_id


def stripe_signature(body: bytes, secret: str = SECRETS["STRIPE_WEBHOOK_SECRET"]) -> str:
    header: str = stripe.WebhookSignature.generate_signature_header(
        body.decode(), secret, timestamp=int(time.time())
    )
    return header


@dataclass
class ExecutionsApi:
    """Google's Executions API as far as create, by its own messages over gRPC."""

    arguments: list[Mapping[str, Any]] = field(default_factory=list)
    refusing: bool = False
    hanging: threading.Event = field(default_factory=threading.Event)
    """not set: nobody gets an answer"""

    def create(self, request: CreateExecutionRequest, context: grpc.ServicerContext) -> Execution:
        if self.refusing:
            context.abort(grpc.StatusCode.UNAVAILABLE, "not now")
        self.hanging.wait(10)
        self.arguments.append(json.loads(request.execution.argument))
        return Execution(name=f"{request.parent}/executions/x{len(self.arguments)}")


@pytest.fixture(scope="session")
def executions_server() -> Iterator[tuple[ExecutionsApi, str]]:
    api = ExecutionsApi()
    create = grpc.unary_unary_rpc_method_handler(
        api.create, CreateExecutionRequest.deserialize, Execution.serialize
    )
    service = "google.cloud.workflows.executions.v1.Executions"
    handler = grpc.method_handlers_generic_handler(service, {"CreateExecution": create})
    server = grpc.server(futures.ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((handler,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield api, f"http://127.0.0.1:{port}"
    server.stop(None).wait()


@pytest.fixture
def executions(
    executions_server: tuple[ExecutionsApi, str], monkeypatch: pytest.MonkeyPatch
) -> ExecutionsApi:
    api, address = executions_server
    api.arguments.clear()
    api.refusing = False
    api.hanging.set()
    monkeypatch.setenv("WORKFLOWS_ENDPOINT", address)
    return api


@pytest.fixture(scope="session")
def stripe_url() -> Iterator[str]:
    with running(create_stripe(api_key=SECRETS["STRIPE_API_KEY"])) as url:
        yield url


@pytest.fixture
def whatsapp_url() -> Iterator[str]:
    with running(create_whatsapp(api_key=SECRETS["EVOLUTION_API_KEY"])) as url:
        yield url


@pytest.fixture(scope="session")
def shared_database(postgres: EmbeddedPostgres, migrated: str) -> Iterator[str]:
    yield create_database(postgres.url(), "functions", template=migrated)
    drop_database(postgres.url(), "functions")


@pytest.fixture
def database(shared_database: str) -> Iterator[str]:
    """One database for all tests of the functions, emptied after those that wrote something: far
    faster than a copy."""
    yield shared_database
    connection = connect(shared_database)
    cursor = connection.cursor()
    cursor.execute("select exists (select from events)")
    if cursor.fetchone() == [True]:
        cursor.execute("truncate contacts, events, properties cascade")
    connection.commit()
    connection.close()


@pytest.fixture(autouse=True)
def fingerprint_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receipts are made without the rest of a service, too."""
    monkeypatch.setenv("FINGERPRINT_KEY", SECRETS["FINGERPRINT_KEY"])


@pytest.fixture
def service(
    database: str, executions: ExecutionsApi, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExecutionsApi]:
    """All functions on an empty database with the property `farol`."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "test-project")
    monkeypatch.setenv("WORKFLOWS_LOCATION", "southamerica-east1")
    monkeypatch.setenv("CHECKOUT_RETURN_URL", "https://pousada.example/")
    for rate in (rates.REQUESTS, rates.WRONG_SECRETS, rates.MESSAGES):
        rate.forget()
    hotelly_database.call("set_property", id="farol", name="Pousada do Farol")
    yield executions
    hotelly_database.disconnect()


@pytest.fixture
def stripe_standin(stripe_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("STRIPE_API_BASE", stripe_url)
    return stripe_url


@dataclass(frozen=True)
class Phones:
    """What the WhatsApp stand-in has sent."""

    url: str

    def texts(self) -> list[str]:
        return [each["text"] for each in httpx.get(f"{self.url}/_control/messages").json()]

    def fail(self, **faults: float) -> None:
        httpx.put(f"{self.url}/_control/faults", json=faults).raise_for_status()

    def account(self, **state: Any) -> None:
        httpx.put(f"{self.url}/_control/account", json=state).raise_for_status()


@pytest.fixture
def phones(whatsapp_url: str, monkeypatch: pytest.MonkeyPatch) -> Phones:
    monkeypatch.setenv("EVOLUTION_URL", whatsapp_url)
    monkeypatch.setenv("EVOLUTION_INSTANCE", "hotelly")
    return Phones(whatsapp_url)


@pytest.fixture
def evolution_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Evolution's webhooks carry in the tests that call its receiver alone."""
    monkeypatch.setenv("WHATSAPP_WEBHOOK_SECRET", SECRET)


@pytest.fixture
def hotel(service: ExecutionsApi, stripe_standin: str) -> str:
    """One double room for sale for three nights at R$ 617,25; answers the address of Stripe."""
    ari = {
        "room_type": "double",
        "first_night": NIGHTS[0],
        "last_night": NIGHTS[2],
        "total": 1,
        "price_cents": 61725,
    }
    event_id = send_event("ari_updated", ari, property_id="farol")
    assert step("set-ari", event_id)["outcome"] == "updated"
    return stripe_standin
