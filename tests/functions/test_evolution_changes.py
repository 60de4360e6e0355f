"""What Evolution tells of messages that were there before: edits, deletions, deliveries."""

from typing import Any

import pytest

from tests.functions.evolution_events import GUEST, PLAIN, receipts, upsert

pytestmark = pytest.mark.usefixtures("evolution_secret")

EDITED = {"conversation": "de 11 a 13"}
PROTOCOL = {"key": {"id": "A1", "remoteJid": GUEST, "fromMe": False}, "editedMessage": EDITED}


@pytest.mark.parametrize(
    "event",
    [
        {"event": "messages.edited", "data": PROTOCOL},
        {"event": "messages.edited", "data": {"protocolMessage": {**PROTOCOL, "type": 14}}},
        {
            "event": "messages.upsert",
            "data": {
                "key": {"remoteJid": GUEST, "id": "A2"},
                "message": {
                    "editedMessage": {
                        "message": {"protocolMessage": {**PROTOCOL, "type": "MESSAGE_EDIT"}}
                    }
                },
            },
        },
        {
            "event": "messages.upsert",
            "data": {
                "key": {"remoteJid": GUEST, "id": "A2"},
                "message": {"protocolMessage": {**PROTOCOL, "type": 14}},
            },
        },
    ],
)
def test_an_edit_is_a_message_that_names_what_it_replaces(event: Any) -> None:
    [receipt] = receipts({**event, "instance": "casa"})
    assert receipt.event_type == "message_received"
    assert (receipt.payload["text"], receipt.payload["edits"]) == ("de 11 a 13", "A1")
    assert receipt.external_id != upsert(PLAIN)[0].external_id


REVOKE = {"protocolMessage": {"type": "REVOKE", "key": {"id": "A1"}}}


@pytest.mark.parametrize(
    "event",
    [
        {
            "event": "messages.upsert",
            "data": {"key": {"remoteJid": GUEST, "id": "A2"}, "message": REVOKE},
        },
        {"event": "messages.delete", "data": {"key": {"remoteJid": GUEST, "id": "A1"}}},
        {"event": "messages.delete", "data": {"remoteJid": GUEST, "id": "A1", "fromMe": False}},
        {
            "event": "messages.update",
            "data": {"keyId": "A1", "remoteJid": GUEST, "fromMe": False, "status": "DELETED"},
        },
    ],
)
def test_a_guest_may_take_a_message_back(event: Any) -> None:
    [receipt] = receipts({**event, "instance": "casa"})
    assert receipt.event_type == "message_deleted"
    assert receipt.payload["message_id"] == "A1"
    assert receipt.payload["phone"] == "+5511987654321"


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"keyId": "W1", "fromMe": True, "status": "ERROR"}, "failed"),
        ({"keyId": "W1", "fromMe": True, "status": "SERVER_ACK"}, "sent"),
        ({"keyId": "W1", "fromMe": True, "status": "DELIVERY_ACK"}, "delivered"),
        ({"keyId": "W1", "fromMe": True, "status": "READ"}, "read"),
        ({"keyId": "W1", "fromMe": True, "status": "PLAYED"}, "read"),
        ({"key": {"id": "W1", "fromMe": True}, "update": {"status": 3}}, "delivered"),
        ({"key": {"id": "W1", "fromMe": True}, "update": {"status": 0}}, "failed"),
    ],
)
def test_how_our_message_fared_is_told(data: Any, state: str) -> None:
    [receipt] = receipts({"event": "MESSAGES_UPDATE", "instance": "casa", "data": [data]})
    assert (receipt.event_type, receipt.payload["provider_id"]) == ("delivery_reported", "W1")
    assert receipt.payload["state"] == state
