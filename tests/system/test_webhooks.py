"""What comes in, comes in once, however often it is sent; and nothing without its secret."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from infra.engine.service.runner import default_account
from infra.engine.world.tokens import SignedTokens, SigningKey
from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.samples import SAMPLES, lead
from infra.local.client.waiting import eventually
from infra.local.stack.addresses import PROJECT
from infra.local.stack.stack import Stack
from tests.system.guests import Guest

ONE_OF_TEN = ["accepted", *["duplicate"] * 9]


def ten_times_at_once(caller: Caller, path: str, body: Any, **headers: str) -> list[dict[str, Any]]:
    with ThreadPoolExecutor(10) as pool:
        sent = [pool.submit(caller.post, path, body, **headers) for _ in range(10)]
        return [each.result().json() for each in sent]


def statuses(answers: list[dict[str, Any]]) -> list[str]:
    return sorted(answer["status"] for answer in answers)


def test_a_lead_sent_ten_times_at_once_is_one_lead(caller: Caller, records: Records) -> None:
    sample = lead().changed(["phone=11988887001", "email=dez@exemplo.com.br"])
    answers = ten_times_at_once(caller, sample.path, sample.body)
    assert statuses(answers) == ONE_OF_TEN
    event = records.wait_for_event(answers[0]["event_id"])
    assert event["result"]["outcome"] == "created"
    assert len(records.rows("select 1 from leads where phone = '+5511988887001'")) == 1


def test_a_whatsapp_message_sent_ten_times_at_once_is_one_message(
    caller: Caller, records: Records
) -> None:
    answers = caller.write_whatsapp("+5511988887002", "Dez Vezes", "dez vezes o mesmo", times=10)
    bodies = [json.loads(answer["body"]) for answer in answers]
    assert statuses(bodies) == ONE_OF_TEN
    records.wait_for_event(bodies[0]["event_id"])
    assert len(records.rows("select 1 from messages where body = 'dez vezes o mesmo'")) == 1


def test_a_request_sent_ten_times_at_once_holds_rooms_once(guest: Guest) -> None:
    answers = ten_times_at_once(
        guest.caller, "/events", guest.request(), **{"Idempotency-Key": guest.property_id}
    )
    assert statuses(answers) == ONE_OF_TEN
    guest.link()
    assert [night["inv_held"] for night in guest.records.nights(guest.property_id)][:2] == [1, 1]


def test_a_payment_told_ten_times_at_once_is_one_reservation(guest: Guest) -> None:
    guest.asks()
    before = len(guest.caller.stripe_deliveries("checkout.session.completed"))
    guest.caller.copy_stripe_webhooks(10)
    guest.pays()
    eventually("the stay is confirmed", guest.is_confirmed)
    guest.caller.copy_stripe_webhooks(1)

    def answers() -> list[dict[str, Any]] | None:
        copies = guest.caller.stripe_deliveries("checkout.session.completed")[before:]
        done = [each["attempts"][-1]["answer"] for each in copies if each["state"] == "delivered"]
        return [json.loads(each["body"]) for each in done] if len(done) == 10 else None

    assert statuses(eventually("ten deliveries are answered", answers)) == ONE_OF_TEN
    assert [night["inv_booked"] for night in guest.records.nights(guest.property_id)][:2] == [1, 1]
    assert len(guest.caller.read_whatsapp(guest.phone)) == 2


@pytest.mark.parametrize("name", ["lead", "message", "stage_changed"])
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}])
def test_without_its_secret_a_webhook_is_refused_and_stores_nothing(
    name: str, header: dict[str, str], stack: Stack, records: Records
) -> None:
    sample = SAMPLES[name]()
    before = records.count("events")
    url = f"{stack.ports.functions_url}/receive-webhook{sample.path}"
    assert httpx.post(url, json=sample.body, headers=header).status_code == 401
    assert records.count("events") == before


def test_a_private_function_demands_a_token_made_for_it(stack: Stack) -> None:
    url = f"{stack.ports.functions_url}/create-hold"
    key = SigningKey.load_or_create(stack.state.signing_key)
    tokens = SignedTokens(key, default_account(PROJECT))
    stranger = SignedTokens(SigningKey.generate(), default_account(PROJECT))

    def status(token: str | None) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.post(url, json={}, headers=headers).status_code

    assert status(None) == 401
    assert status("nonsense") == 403
    assert status(stranger.identity_token(url)) == 403
    assert status(tokens.identity_token(f"{stack.ports.functions_url}/expire")) == 403
    assert status(SignedTokens(key, "somebody@test").identity_token(url)) == 403
    assert status(tokens.identity_token(url)) == 400  # let in, and the empty body refused


def test_every_function_but_the_receiver_is_private(stack: Stack) -> None:
    names = httpx.get(stack.ports.functions_url).json()["functions"]
    refused = {
        name
        for name in names
        if httpx.post(f"{stack.ports.functions_url}/{name}", json={}).status_code == 401
    }
    assert set(names) - refused == {"receive-webhook"}
