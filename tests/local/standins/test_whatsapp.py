"""Evolution API v2 as the hotel uses it, and the guests' side."""

import json
import time
from typing import Any

import httpx
import pytest

from infra.local.standins.whatsapp import create_app
from tests.local.standins.serving import Receiver, running

HEADERS = {"apikey": "evolution-key"}
GUEST = "5511987654321@s.whatsapp.net"


@pytest.fixture
def evolution(whatsapp_url: str) -> Any:
    with httpx.Client(base_url=whatsapp_url, headers=HEADERS) as connection:
        yield connection


def send(evolution: httpx.Client, text: str = "Olá", number: str = "+5511987654321") -> Any:
    body = {"number": number, "text": text, "linkPreview": False}
    answer = evolution.post("/message/sendText/hotelly", json=body)
    assert answer.status_code == 201
    return answer.json()


def find(evolution: httpx.Client, **body: Any) -> Any:
    answer = evolution.post("/chat/findMessages/hotelly", json=body)
    assert answer.status_code == 200
    return answer.json()["messages"]


def test_a_text_is_taken_over_as_pending(evolution: httpx.Client) -> None:
    message = send(evolution, "Olá, Ana!")
    assert message["key"]["remoteJid"] == GUEST
    assert message["key"]["fromMe"] is True
    assert message["status"] == "PENDING"
    assert message["message"] == {"conversation": "Olá, Ana!"}
    assert abs(message["messageTimestamp"] - time.time()) < 60


@pytest.mark.parametrize(
    ("number", "jid"),
    [
        ("+55 (11) 98765-4321", GUEST),
        ("5548987654321", "554887654321@s.whatsapp.net"),
        ("+5548967654321", "5548967654321@s.whatsapp.net"),
        ("+554833334444", "554833334444@s.whatsapp.net"),
        ("+351912345678", "351912345678@s.whatsapp.net"),
        ("123456789@lid", "123456789@lid"),
    ],
)
def test_brazilian_numbers_lose_their_ninth_digit_as_evolution_makes_them(
    evolution: httpx.Client, number: str, jid: str
) -> None:
    assert send(evolution, number=number)["key"]["remoteJid"] == jid


def test_sent_texts_are_found_by_chat_newest_first(evolution: httpx.Client) -> None:
    first, second = send(evolution, "um"), send(evolution, "dois")
    send(evolution, number="+351912345678")
    evolution.post("/_control/receive", json={"from": "+5511987654321", "text": "três"})
    found = find(evolution, where={"key": {"remoteJid": GUEST, "fromMe": True}})
    assert (found["total"], found["pages"], found["currentPage"]) == (2, 1, 1)
    assert [each["key"]["id"] for each in found["records"]] == [
        second["key"]["id"],
        first["key"]["id"],
    ]
    assert found["records"][0]["message"] == {"conversation": "dois"}
    assert found["records"][0]["MessageUpdate"] == [{"status": "PENDING"}]


def test_found_texts_come_in_pages(evolution: httpx.Client) -> None:
    for text in ("um", "dois", "três"):
        send(evolution, text)
    second_page = find(evolution, page=2, offset=2)
    assert (second_page["total"], second_page["pages"]) == (3, 2)
    assert [each["message"]["conversation"] for each in second_page["records"]] == ["um"]


def test_an_instance_sees_only_its_own_texts() -> None:
    app = create_app(api_key="evolution-key", instances=["one", "other"])
    with running(app) as url, httpx.Client(base_url=url, headers=HEADERS) as evolution:
        body = {"number": "+5511987654321", "text": "Olá"}
        assert evolution.post("/message/sendText/one", json=body).status_code == 201
        totals = [
            evolution.post(f"/chat/findMessages/{instance}", json={}).json()["messages"]["total"]
            for instance in ("one", "other")
        ]
    assert totals == [1, 0]


def test_a_text_is_found_by_its_id(evolution: httpx.Client) -> None:
    send(evolution)
    wanted = send(evolution)["key"]["id"]
    assert find(evolution, where={"key": {"id": wanted}})["total"] == 1


def test_a_lost_answer_leaves_a_text_that_can_be_found(evolution: httpx.Client) -> None:
    evolution.put("/_control/faults", json={"lose": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        send(evolution, "Olá")
    [record] = find(evolution, where={"key": {"remoteJid": GUEST}})["records"]
    assert record["message"] == {"conversation": "Olá"}


def test_a_refused_text_is_not_sent(evolution: httpx.Client) -> None:
    evolution.put("/_control/faults", json={"refuse": 1})
    answer = evolution.post("/message/sendText/hotelly", json={"number": "1", "text": "x"})
    assert answer.status_code == 503
    assert find(evolution)["total"] == 0


@pytest.mark.parametrize("path", ["/message/sendText/hotelly", "/chat/findMessages/hotelly"])
@pytest.mark.parametrize("headers", [{}, {"apikey": "other"}])
def test_without_the_key_nothing_is_sent_or_shown(
    whatsapp_url: str, path: str, headers: dict[str, str]
) -> None:
    body = {"number": "+5511987654321", "text": "Olá"}
    answer = httpx.post(whatsapp_url + path, json=body, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["response"]["message"] == "Unauthorized"
    assert httpx.get(f"{whatsapp_url}/_control/messages").json() == []


def test_an_unknown_instance_is_refused(evolution: httpx.Client) -> None:
    answer = evolution.post("/message/sendText/other", json={"number": "1", "text": "x"})
    assert answer.status_code == 404
    assert answer.json()["response"]["message"] == ['The "other" instance does not exist']


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"{", "body"),
        (b'{"number": "+5511987654321"}', "text"),
        (b'{"number": 5511987654321, "text": "x"}', "number"),
        (b'{"number": "Ana", "text": "x"}', "number"),
        (b'{"number": "+5511987654321", "text": ""}', "text"),
    ],
)
def test_a_wrong_body_is_refused_by_path(evolution: httpx.Client, body: bytes, path: str) -> None:
    answer = evolution.post("/message/sendText/hotelly", content=body)
    assert answer.status_code == 400
    [message] = answer.json()["response"]["message"]
    assert message.startswith(f"{path}: ")
    assert "Ana" not in message


def test_a_guests_message_reaches_the_receiver_as_evolution_sends_it(
    evolution: httpx.Client, receiver: Receiver
) -> None:
    asked = {"from": "+5511987654321", "text": "Tem vaga?", "name": "Ana"}
    answer = evolution.post("/_control/receive", json=asked).json()
    assert answer["answers"] == [{"status": 200, "body": '{"taken": 1}'}]
    [received] = receiver.wait_for(1)
    assert received.headers["Authorization"] == "Bearer s"
    envelope = json.loads(received.body)
    assert (envelope["event"], envelope["instance"]) == ("messages.upsert", "hotelly")
    assert envelope["apikey"] == "evolution-key"
    data = envelope["data"]
    assert data["key"] == {"remoteJid": GUEST, "fromMe": False, "id": answer["id"]}
    assert (data["pushName"], data["messageType"]) == ("Ana", "conversation")
    assert data["message"] == {"conversation": "Tem vaga?"}


def test_the_same_message_can_come_ten_times_at_once_and_again(
    evolution: httpx.Client, receiver: Receiver
) -> None:
    asked = {"from": "+5511987654321", "text": "Tem vaga?", "id": "3EB0", "times": 10}
    assert len(evolution.post("/_control/receive", json=asked).json()["answers"]) == 10
    evolution.post("/_control/receive", json={**asked, "times": 1})
    received = receiver.wait_for(11)
    assert {json.loads(each.body)["data"]["key"]["id"] for each in received} == {"3EB0"}
    assert find(evolution, where={"key": {"fromMe": False}})["total"] == 1


def test_a_failed_webhook_is_tried_again_with_the_same_body(
    evolution: httpx.Client, receiver: Receiver
) -> None:
    receiver.answers.extend([500, 503])
    evolution.post("/_control/receive", json={"from": "+5511987654321", "text": "Oi"})
    assert len({each.body for each in receiver.wait_for(3)}) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_evolution_gives_up_for_good_on_some_refusals(
    evolution: httpx.Client, receiver: Receiver, status: int
) -> None:
    receiver.answers.append(status)
    asked = {"event": "connection.update", "data": {"state": "open"}}
    answer = evolution.post("/_control/webhook", json=asked).json()
    assert answer["answers"][0]["status"] == status
    time.sleep(0.06)
    assert len(receiver.received) == 1


def test_any_event_can_be_sent(evolution: httpx.Client, receiver: Receiver) -> None:
    asked = {"event": "contacts.upsert", "data": [{"remoteJid": GUEST}], "instance": "outra"}
    evolution.post("/_control/webhook", json=asked)
    [received] = receiver.wait_for(1)
    envelope = json.loads(received.body)
    assert (envelope["event"], envelope["instance"]) == ("contacts.upsert", "outra")
    assert envelope["data"] == [{"remoteJid": GUEST}]


def test_control_says_what_is_wrong_with_a_request(evolution: httpx.Client) -> None:
    answer = evolution.post("/_control/receive", json={"from": "+5511987654321", "txt": "Oi"})
    assert answer.status_code == 422
    assert {each["loc"][0] for each in answer.json()} == {"text", "txt"}


def test_sent_texts_are_listed_for_programs_by_number(evolution: httpx.Client) -> None:
    sent = send(evolution, "Olá", number="+5548987654321")
    send(evolution)
    evolution.post("/_control/receive", json={"from": "+5548987654321", "text": "Oi"})
    listed = evolution.get("/_control/messages", params={"to": "+5548987654321"}).json()
    assert [(each["id"], each["text"]) for each in listed] == [(sent["key"]["id"], "Olá")]
    assert len(evolution.get("/_control/messages").json()) == 2


def test_people_see_the_chats_with_links_to_click_and_nothing_to_run(
    evolution: httpx.Client,
) -> None:
    assert "Ainda não há mensagens" in evolution.get("/").text
    send(evolution, "Pague em http://127.0.0.1:1/c/pay/cs_test_1")
    evolution.post("/_control/receive", json={"from": "+5511987654321", "text": "<b>Oi</b>"})
    html = evolution.get("/").text
    assert "+5511987654321" in html
    assert 'href="http://127.0.0.1:1/c/pay/cs_test_1"' in html
    assert "&lt;b&gt;Oi&lt;/b&gt;" in html
    assert html.index("&lt;b&gt;Oi") < html.index("Pague em"), "the newest is on top"
    assert "A confirmação chega nesta conversa" in evolution.get("/chats/pago").text
    assert "Nada foi cobrado" in evolution.get("/chats/cancelado").text
    assert "confirmação" not in html


def test_without_a_receiver_a_guests_message_is_kept_and_the_answer_says_so() -> None:
    with running(create_app(api_key="evolution-key", first_pause=30)) as url:
        asked = {"from": "+5511987654321", "text": "Oi"}
        answer = httpx.post(f"{url}/_control/receive", json=asked).json()
    assert answer["answers"] == [{"status": None, "body": "no webhook address is configured"}]
