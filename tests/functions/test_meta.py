"""WhatsApp by Meta's Cloud API: what is kept of its webhooks."""

import hmac
import json
from typing import Any

import pytest
from hotelly.ingest.receipt import Receipt
from hotelly.ingest.whatsapp import receive as whatsapp
from werkzeug.datastructures import Headers

from tests.functions.conftest import SECRETS, client

APP_SECRET = "a-meta-app-secret-of-tests"
NUMBER = "106540352242922"
WORDS = "Quero reservar de 10 a 12 de janeiro, João"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("META_APP_SECRET", APP_SECRET)


def receipts(*changes: Any) -> list[Receipt]:
    content = {"object": "whatsapp_business_account", "entry": [{"id": "WABA", "changes": changes}]}
    body = json.dumps(content).encode()
    digest = hmac.new(APP_SECRET.encode(), body, "sha256").hexdigest()
    return whatsapp.receive(Headers({"X-Hub-Signature-256": f"sha256={digest}"}), lambda: body)


def change(field: str = "messages", **value: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "5548", "phone_number_id": NUMBER}
    return {
        "field": field,
        "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
    }


def said(kind: str, content: Any, **more: Any) -> list[Receipt]:
    message = {"from": "5511987654321", "id": "wamid.1", "timestamp": "1764100000", "type": kind}
    contacts = [{"profile": {"name": "Zilda"}, "wa_id": "5511987654321"}]
    return receipts(change(contacts=contacts, messages=[message | {kind: content} | more]))


def test_a_guests_message_is_kept_as_evolutions_is() -> None:
    [receipt] = said("text", {"body": WORDS})
    assert receipt.event_type == "message_received"
    assert receipt.payload == {
        "message_id": "wamid.1",
        "phone": "+5511987654321",
        "instance": NUMBER,
        "name": "Zilda",
        "text": WORDS,
        "message_type": "text",
        "sent_at": "2025-11-25T19:46:40+00:00",
    }


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", {"id": "m", "caption": WORDS}),
        ("document", {"caption": WORDS, "filename": "x.pdf"}),
        ("button", {"payload": "p", "text": WORDS}),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "1", "title": WORDS}}),
        ("interactive", {"type": "list_reply", "list_reply": {"id": "1", "title": WORDS}}),
        ("order", {"text": WORDS}),
    ],
)
def test_the_words_are_found_in_every_type(kind: str, content: Any) -> None:
    assert said(kind, content)[0].payload["text"] == WORDS


def test_a_form_inside_whatsapp_is_put_into_words() -> None:
    reply = {"response_json": json.dumps({"flow_token": "t", "chegada": "10/01"})}
    assert said("interactive", {"type": "nfm_reply", "nfm_reply": reply})[0].payload["text"] == (
        "chegada: 10/01"
    )


def test_a_voice_note_is_a_message_all_the_same() -> None:
    assert said("audio", {"id": "m", "voice": True})[0].payload["shows"] == "áudio"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("reaction", {"message_id": "wamid.0", "emoji": "x"}),
        ("sticker", {"id": "m"}),
        ("system", {"type": "user_changed_number", "body": "x"}),
        ("unsupported", {"type": "poll"}),
        ("interactive", None),
        ("text", {"body": "  "}),
    ],
)
def test_what_says_nothing_is_no_message(kind: str, content: Any) -> None:
    assert [receipt.event_type for receipt in said(kind, content)] == ["meta.messages"]


def test_a_guest_who_hides_the_number_is_known_by_an_id() -> None:
    message = {"from_user_id": "BR.134", "id": "wamid.1", "type": "text", "text": {"body": WORDS}}
    contacts = [{"profile": {"name": "Zilda", "username": "z"}, "user_id": "BR.134"}]
    [receipt] = receipts(change(messages=[message], contacts=contacts))
    assert (receipt.payload.get("phone"), receipt.payload["bsuid"]) == (None, "BR.134")
    assert receipt.payload["name"] == "Zilda"


def test_number_and_hidden_id_come_together() -> None:
    [receipt] = said("text", {"body": WORDS}, from_user_id="BR.134")
    assert (receipt.payload["phone"], receipt.payload["bsuid"]) == ("+5511987654321", "BR.134")


def test_edits_and_revocations_name_what_they_change() -> None:
    inner = {"type": "text", "text": {"body": "de 11 a 13"}}
    [edit] = said("edit", {"original_message_id": "wamid.0", "message": inner}, id="wamid.2")
    assert (edit.event_type, edit.payload["edits"], edit.payload["text"]) == (
        "message_received",
        "wamid.0",
        "de 11 a 13",
    )
    [revoked] = said("revoke", {"original_message_id": "wamid.0"})
    assert (revoked.event_type, revoked.payload["message_id"]) == ("message_deleted", "wamid.0")


@pytest.mark.parametrize(
    ("status", "state"),
    [("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("played", "read")],
)
def test_how_our_message_fared_is_told(status: str, state: str) -> None:
    report = {"id": "wamid.9", "status": status, "biz_opaque_callback_data": "our-id"}
    [receipt] = receipts(change(statuses=[report]))
    assert receipt.event_type == "delivery_reported"
    assert receipt.payload == {
        "provider_id": "wamid.9",
        "state": state,
        "instance": NUMBER,
        "reference": "our-id",
    }


def test_a_failure_comes_with_its_code() -> None:
    report = {"id": "wamid.9", "status": "failed", "errors": [{"code": 131047, "title": "x"}]}
    [receipt] = receipts(change(statuses=[report]))
    assert (receipt.payload["state"], receipt.payload["error"]) == ("failed", "131047")


def test_a_batch_is_as_many_events_as_it_has() -> None:
    text = {"from": "5511987654321", "type": "text", "text": {"body": WORDS}}
    found = receipts(
        change(messages=[text | {"id": f"wamid.{n}"} for n in range(3)]),
        change(statuses=[{"id": "wamid.9", "status": status} for status in ("sent", "read")]),
        change("message_template_status_update", event="APPROVED"),
    )
    assert [receipt.event_type for receipt in found] == [
        *["message_received"] * 3,
        *["delivery_reported"] * 2,
        "meta.message_template_status_update",
    ]
    assert len({receipt.external_id for receipt in found}) == 6


def test_what_staff_write_on_the_telephone_is_told_apart() -> None:
    echo = {
        "from": "5548",
        "to": "5511987654321",
        "id": "wamid.5",
        "type": "text",
        "text": {"body": "oi"},
    }
    [receipt] = receipts(change("smb_message_echoes", message_echoes=[echo]))
    assert (receipt.event_type, receipt.payload["phone"]) == ("staff_replied", "+5511987654321")


def test_a_guest_may_stop_hearing_of_offers() -> None:
    preference = {"wa_id": "5511987654321", "category": "marketing_messages", "value": "stop"}
    [receipt] = receipts(change("user_preferences", user_preferences=[preference]))
    assert (receipt.event_type, receipt.payload["wants"]) == ("preference_changed", "stop")


def test_the_ad_that_a_guest_came_by_is_kept() -> None:
    referral = {"source_id": "12021", "source_type": "ad", "ctwa_clid": "AR", "headline": "Promo"}
    assert said("text", {"body": "oi"}, referral=referral)[0].payload["ad"] == {
        "sourceId": "12021",
        "sourceType": "ad",
        "ctwaClid": "AR",
        "title": "Promo",
    }


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"field": 7},
        {"field": "messages", "value": []},
        change(messages="x"),
        change(messages=[7, {}]),
    ],
)
def test_an_odd_body_is_kept(odd: Any) -> None:
    assert receipts(odd)[0].event_type.startswith("meta.")


def test_meta_is_told_that_an_address_is_ours_by_its_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("META_VERIFY_TOKEN", SECRETS["META_VERIFY_TOKEN"])
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    for path in ("/webhook/whatsapp", "/webhook/lead"):
        right = {**query, "hub.verify_token": SECRETS["META_VERIFY_TOKEN"]}
        answer = client("receive-webhook").get(path, query_string=right)
        assert (answer.status_code, answer.data, answer.mimetype) == (
            200,
            b"1158201444",
            "text/plain",
        )
        wrong = client("receive-webhook").get(path, query_string={**query, "hub.verify_token": "x"})
        assert wrong.status_code == 403
