"""Personal data in every place where a caller can put any: no operator may see them."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx

from infra.deployment import load_deployment
from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.samples import hold_requested, lead, message
from infra.local.demo.privacy import executions, leaks, log_entries
from infra.local.stack.addresses import PARENT
from infra.local.stack.stack import Stack
from tests.system.guests import Guest


class Sender:
    """Posts to receive-webhook with something planted in each header and in the query."""

    def __init__(self, stack: Stack) -> None:
        self.planted: list[str] = []
        self.answers: list[httpx.Response] = []
        self._url = f"{stack.ports.functions_url}/receive-webhook"
        self._secrets = stack.secrets

    def plant(self) -> str:
        self.planted.append(f"planted{uuid4().hex[:12]}")
        return self.planted[-1]

    def post(self, path: str, body: object, secret: str, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        planted = ("User-Agent", "Referer", "Cookie", "traceparent", "X-Correlation-Id", "X-Name")
        headers = {"Authorization": f"Bearer {self._secrets.get(secret, secret)}", **headers}
        headers |= {name: self.plant() for name in planted}
        url = f"{self._url}{path}?name={self.plant()}"
        self.answers.append(httpx.post(url, content=content, headers=headers))

    def stripe(self, session: Mapping[str, Any]) -> None:
        event = {
            "id": f"evt_{uuid4().hex}",
            "object": "event",
            "type": "checkout.session.completed",
        }
        body = json.dumps({**event, "data": {"object": session}}).encode()
        now = str(int(time.time()))
        key = self._secrets["STRIPE_WEBHOOK_SECRET"].encode()
        signature = hmac.new(key, f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        header = {"Stripe-Signature": f"t={now},v1={signature}"}
        self.post("/webhook/stripe", body, self.plant(), **header)


def test_planted_data_are_seen_nowhere(
    stack: Stack, caller: Caller, records: Records, guest: Guest, lines: list[str]
) -> None:
    sender = Sender(stack)
    send_good(sender, guest)
    send_bad(sender, guest)
    accepted = [answer.json() for answer in sender.answers if answer.is_success]
    assert 4 <= len(accepted) < len(sender.answers)
    for answer in accepted:
        records.wait_for_event(answer["event_id"])
    caller.run("reconcile", {})
    assert leaks(sender.planted, [answer.text for answer in sender.answers]) == []
    assert leaks(sender.planted, lines) == []
    assert leaks(sender.planted, log_entries(caller)) == []
    assert leaks(sender.planted, executions(caller, load_deployment())) == []
    for answer in accepted:
        journey = records.trace(answer["correlation_id"])
        assert leaks(sender.planted, [json.dumps(journey, default=str)]) == []
        execution = records.event(answer["event_id"])["workflow_execution_id"]
        assert leaks(sender.planted, [step_entries(stack, execution)]) == []


def send_good(sender: Sender, guest: Guest) -> None:
    plant = sender.plant
    stay = {**guest.request()["payload"]}
    stay["guest"] = {**stay["guest"], "name": plant(), "email": f"{plant()}@exemplo.com.br"}
    sender.post("/events", {**guest.request(), "payload": stay}, "EVENTS_SECRET")
    sender.post("/webhook/lead", {**lead().body, "name": plant()}, "LEAD_WEBHOOK_SECRET")
    said = message().body
    data = {**said["data"], "pushName": plant(), "message": {"conversation": plant()}}
    sender.post("/webhook/whatsapp", {**said, "data": data}, "WHATSAPP_WEBHOOK_SECRET")
    file = {"documentMessage": {"fileName": plant(), "caption": plant()}}
    data = {**message().body["data"], "pushName": plant(), "message": file}
    sender.post("/webhook/whatsapp", {**said, "data": data}, "WHATSAPP_WEBHOOK_SECRET")


def send_bad(sender: Sender, guest: Guest) -> None:
    plant = sender.plant
    sender.post(f"/{plant()}", {}, "EVENTS_SECRET")
    sender.post("/events", f'{{"event_type": "{plant()}'.encode(), "EVENTS_SECRET")
    sender.post("/events", {"event_type": "ping", "payload": {}}, plant())
    sender.post("/events", {"event_type": f"{plant()}!", "payload": {plant(): 1}}, "EVENTS_SECRET")
    sender.post("/events", {"event_type": "ping", "payload": {}, plant(): 1}, "EVENTS_SECRET")
    sender.post("/events", {**hold_requested().body, "property_id": plant()}, "EVENTS_SECRET")
    stay = {"check_in": plant(), "guest": {"name": plant(), "phone": plant(), "email": plant()}}
    sender.post("/events", {**guest.request(), "payload": stay}, "EVENTS_SECRET")
    sender.post("/webhook/lead", {**lead().body, "phone": plant()}, "LEAD_WEBHOOK_SECRET")
    sender.post("/webhook/whatsapp", {"event": 1, "data": plant()}, "WHATSAPP_WEBHOOK_SECRET")
    sender.stripe({"object": "checkout.session", "metadata": plant(), "customer_email": plant()})


def step_entries(stack: Stack, execution_id: str) -> str:
    url = f"{stack.ports.engine_url}/v1/{PARENT}/workflows/ingest-event/executions/{execution_id}"
    query = {"view": "EXECUTION_ENTRY_VIEW_DETAILED", "pageSize": "1000"}
    return httpx.get(f"{url}/stepEntries", params=query).raise_for_status().text
