"""Leads of every kind of form end in the same facts, and no imperfect field loses one."""

import base64
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.functions.conftest import SECRETS, ExecutionsApi, post
from tests.functions.senders import rows

BEARER = f"Bearer {SECRETS['LEAD_WEBHOOK_SECRET']}"
ZILDA = {"name": "Zilda Quaresma", "phone": "+5511987654321", "email": "zilda@exemplo.com.br"}


def send(body: Any, path: str = "/webhook/lead", **headers: str) -> TestResponse:
    return post("receive-webhook", body, path, **({"Authorization": BEARER} | headers))


def kept(connection: Any) -> tuple[str, dict[str, Any]]:
    [(event_type, payload)] = rows(connection)
    return event_type, payload


FORM = {"nome": "Zilda Quaresma", "telefone": "(11) 98765-4321", "email": "zilda@exemplo.com.br"}
ELEMENTOR = {
    "form[id]": "7",
    "fields[name][id]": "name",
    "fields[name][type]": "text",
    "fields[name][value]": "Zilda Quaresma",
    "fields[tel][value]": "(11) 98765-4321",
    "fields[email][value]": "zilda@exemplo.com.br",
}
URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("form", [FORM, ELEMENTOR])
def test_what_a_browser_posts_is_a_lead(
    service: ExecutionsApi, connection: Any, form: dict[str, str]
) -> None:
    answer = send(urlencode(form).encode(), Content_Type=f"{URLENCODED}; charset=utf-8")
    assert answer.status_code == 200
    event_type, payload = kept(connection)
    assert event_type == "lead_created"
    assert ZILDA.items() <= payload.items()


def test_a_form_in_parts_is_a_lead_without_its_files(
    service: ExecutionsApi, connection: Any
) -> None:
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'
        for name, value in FORM.items()
    ]
    parts.append('Content-Disposition: form-data; name="f"; filename="planta.pdf"\r\n\r\n%PDF')
    body = "".join(f"--XX\r\n{part}\r\n" for part in parts) + "--XX--\r\n"
    answer = send(body.encode(), Content_Type="multipart/form-data; boundary=XX")
    assert answer.status_code == 200
    assert ZILDA.items() <= kept(connection)[1].items()


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=Z"])
def test_a_broken_form_is_refused(
    service: ExecutionsApi, connection: Any, content_type: str
) -> None:
    assert send(b"--XX\r\nno form", Content_Type=content_type).status_code == 400
    assert rows(connection) == []


def test_a_machine_that_fills_the_hidden_field_is_no_lead(
    service: ExecutionsApi, connection: Any
) -> None:
    body = urlencode(FORM | {"_gotcha": "x"}).encode()
    assert send(body, Content_Type=URLENCODED).status_code == 200
    assert kept(connection) == ("lead.machine", {})


LEADGEN = {"ad_id": 0, "form_id": 12345, "leadgen_id": 1636129430026801, "page_id": 246}


def page(*values: Any) -> bytes:
    changes = [{"field": "leadgen", "value": value} for value in values]
    return json.dumps({"object": "page", "entry": [{"id": "246", "changes": changes}]}).encode()


def signed(body: bytes) -> dict[str, str]:
    digest = hmac.new(SECRETS["META_APP_SECRET"].encode(), body, "sha256").hexdigest()
    return {"X_Hub_Signature_256": f"sha256={digest}"}


def test_meta_announces_a_lead_and_each_once(service: ExecutionsApi, connection: Any) -> None:
    body = page(LEADGEN, {**LEADGEN, "leadgen_id": "2"})
    for expected in ("accepted", "duplicate"):
        answer = post("receive-webhook", body, "/webhook/lead", **signed(body))
        assert (answer.status_code, answer.get_json()["status"]) == (200, expected)
    announced = rows(connection)
    assert [event_type for event_type, _ in announced] == ["lead_announced"] * 2
    assert announced[0][1]["leadgen_id"] == "1636129430026801"


def test_metas_signature_is_of_the_raw_bytes(service: ExecutionsApi, connection: Any) -> None:
    body = page(LEADGEN)
    answer = post("receive-webhook", body + b" ", "/webhook/lead", **signed(body))
    assert answer.status_code == 401
    assert rows(connection) == []


GOOGLE = {
    "lead_id": "G1",
    "user_column_data": [
        {"column_id": "FULL_NAME", "string_value": "Zilda Quaresma"},
        {"column_id": "PHONE_NUMBER", "string_value": "+55 11 98765-4321"},
        {"column_id": "EMAIL", "string_value": "zilda@exemplo.com.br"},
        {"column_id": "QUESTION_1", "string_value": "vinílico"},
    ],
    "form_id": 2,
    "campaign_id": 1,
}


def google(**changes: Any) -> TestResponse:
    body = {**GOOGLE, "google_key": SECRETS["LEAD_WEBHOOK_SECRET"], **changes}
    return post("receive-webhook", json.dumps(body).encode(), "/webhook/lead")


def test_a_lead_form_of_google_proves_itself_by_its_key(
    service: ExecutionsApi, connection: Any
) -> None:
    assert google(google_key="wrong").status_code == 401
    assert [google().get_json()["status"] for _ in range(2)] == ["accepted", "duplicate"]
    event_type, payload = kept(connection)
    assert event_type == "lead_created"
    assert payload == ZILDA | {
        "source": "google",
        "form_id": "2",
        "ad": {"campaign_id": "1"},
        "answers": {"QUESTION_1": "vinílico"},
    }


def test_googles_test_button_is_answered_and_nobody(
    service: ExecutionsApi, connection: Any
) -> None:
    assert google(is_test=True).status_code == 200
    assert kept(connection) == ("google.lead_test", {})


TYPEFORM = {
    "event_id": "E1",
    "event_type": "form_response",
    "form_response": {
        "form_id": "T9",
        "token": "tok",
        "definition": {
            "fields": [{"id": "q1", "title": "Seu nome"}, {"id": "q4", "title": "Qual piso?"}]
        },
        "answers": [
            {"type": "text", "text": "Zilda Quaresma", "field": {"id": "q1", "ref": "9f2"}},
            {"type": "email", "email": "zilda@exemplo.com.br", "field": {"id": "q2", "ref": "a"}},
            {"type": "phone_number", "phone_number": "+5511987654321", "field": {"id": "q3"}},
            {"type": "choice", "choice": {"label": "vinílico"}, "field": {"id": "q4", "ref": "b"}},
        ],
    },
}


def typeform(content: Any) -> TestResponse:
    body = json.dumps(content).encode()
    digest = hmac.digest(SECRETS["TYPEFORM_SECRET"].encode(), body, "sha256")
    signature = f"sha256={base64.b64encode(digest).decode()}"
    return post("receive-webhook", body, "/webhook/lead", Typeform_Signature=signature)


def test_a_typeform_is_read_by_types_references_and_titles(
    service: ExecutionsApi, connection: Any
) -> None:
    assert [typeform(TYPEFORM).get_json()["status"] for _ in range(2)] == ["accepted", "duplicate"]
    assert kept(connection)[1] == ZILDA | {
        "source": "typeform",
        "form_id": "T9",
        "answers": {"Qual piso?": "vinílico"},
    }


def test_a_typeform_that_was_left_half_way_is_no_lead_yet(
    service: ExecutionsApi, connection: Any
) -> None:
    assert typeform({**TYPEFORM, "event_type": "form_response_partial"}).status_code == 200
    assert kept(connection)[0] == "typeform.form_response_partial"


def test_a_signature_that_does_not_fit_is_refused(service: ExecutionsApi, connection: Any) -> None:
    body = json.dumps(TYPEFORM).encode()
    answer = post("receive-webhook", body, "/webhook/lead", Typeform_Signature="sha256=AAAA")
    assert answer.status_code == 401
    assert rows(connection) == []


@pytest.mark.parametrize(
    "content",
    [
        {"object": "page"},
        {"object": "page", "entry": [None, {"changes": "x"}, {"changes": [7, {"field": 8}]}]},
        {"user_column_data": [None, {"column_id": 7}]},
        {"form_response": {}},
        {
            "form_response": {
                "answers": [None, {"type": 3}],
                "definition": {"fields": [{}]},
                "hidden": [],
            }
        },
    ],
)
def test_an_odd_body_of_a_verified_provider_is_kept(
    service: ExecutionsApi, connection: Any, content: Any
) -> None:
    assert send(json.dumps(content).encode()).status_code == 200
    assert len(rows(connection)) == 1
