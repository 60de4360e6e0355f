"""A lead of Meta's is announced, fetched, and then a lead as any other, once."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.local.standins.meta import create_app
from tests.functions.conftest import SECRETS, UNREACHABLE, ExecutionsApi, Phones, post, step
from tests.functions.test_leads import LEADGEN, page, signed
from tests.local.standins.serving import running

ANSWERS = {"full_name": "Zilda Quaresma", "email": "zilda@exemplo.com.br", "qual_o_prazo": "já"}
LEADS = """select name, phone, email, source, form_id, answers->>'qual_o_prazo',
    jsonb_array_length(unusable) from leads"""
ZILDA = ["Zilda Quaresma", None, "zilda@exemplo.com.br", "meta", "12345", "já", 0]


@pytest.fixture
def meta(service: ExecutionsApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phones]:
    with running(create_app(token=SECRETS["META_ACCESS_TOKEN"])) as url:
        monkeypatch.setenv("META_GRAPH_URL", f"{url}/v25.0")
        yield Phones(url)


def filled_in(meta: Phones, **fields: str) -> str:
    about = {"form_id": "12345", "fields": fields or ANSWERS, "announced": False}
    answer = httpx.post(f"{meta.url}/_control/lead", json=about).raise_for_status()
    return str(answer.json()["id"])


def announced(lead_id: str, **more: Any) -> dict[str, Any]:
    body = page({**LEADGEN, "leadgen_id": lead_id, **more})
    answer = post("receive-webhook", body, "/webhook/lead", **signed(body))
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def leads(connection: Any) -> list[list[Any]]:
    cursor = connection.cursor()
    cursor.execute(LEADS)
    return [list(row) for row in cursor.fetchall()]


def test_what_was_announced_is_fetched_and_is_a_lead(meta: Phones, connection: Any) -> None:
    event_id = announced(filled_in(meta))["event_id"]
    assert step("fetch-lead", event_id)["outcome"] == "created"
    assert leads(connection) == [ZILDA]


def test_a_lead_is_one_however_often_it_is_announced_and_fetched(
    meta: Phones, connection: Any
) -> None:
    lead_id = filled_in(meta)
    first = announced(lead_id)
    fetched = step("fetch-lead", first["event_id"])
    again = announced(lead_id, ad_id=7)
    assert (again["status"], again["event_id"]) == ("duplicate", first["event_id"])
    meta.account(error=190)
    assert step("fetch-lead", first["event_id"]) == fetched
    assert leads(connection) == [ZILDA]


@pytest.mark.parametrize("code", [1, 4, 190])
def test_a_fetch_that_fails_is_asked_for_again(meta: Phones, connection: Any, code: int) -> None:
    event_id = announced(filled_in(meta))["event_id"]
    meta.account(error=code)
    answer = post("fetch-lead", {"event_id": event_id})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "meta_unavailable")
    assert leads(connection) == []
    meta.account()
    assert step("fetch-lead", event_id)["outcome"] == "created"


def test_meta_that_cannot_be_reached_is_asked_again(
    meta: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = announced(filled_in(meta))["event_id"]
    monkeypatch.setenv("META_GRAPH_URL", UNREACHABLE)
    assert post("fetch-lead", {"event_id": event_id}).status_code == 503


def test_a_lead_that_meta_does_not_have_is_gone(meta: Phones, connection: Any) -> None:
    assert step("fetch-lead", announced("404")["event_id"]) == {"outcome": "gone"}
    assert leads(connection) == []


def test_no_imperfect_field_loses_it(meta: Phones, connection: Any) -> None:
    lead_id = filled_in(meta, full_name="Zilda Quaresma", phone_number="12", email="zilda@@")
    assert step("fetch-lead", announced(lead_id)["event_id"])["outcome"] == "created"
    assert leads(connection) == [["Zilda Quaresma", None, None, "meta", "12345", None, 2]]


def test_an_announcement_that_names_no_lead_is_refused(meta: Phones) -> None:
    event_id = announced("../me")["event_id"]
    assert post("fetch-lead", {"event_id": event_id}).status_code == 422
