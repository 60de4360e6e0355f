"""Evolution API's webhooks, in each envelope that its releases send."""

import json
from typing import Any

import pytest

from tests.functions.evolution_events import GUEST, PLAIN, WORDS, receipts, upsert, within

pytestmark = pytest.mark.usefixtures("evolution_secret")
FLOW = {"nativeFlowResponseMessage": {"paramsJson": json.dumps({"id": "1", "display_text": WORDS})}}
SAYING = {
    "plain": PLAIN,
    "ephemeral": within("ephemeralMessage"),
    "ephemeral caption": within("ephemeralMessage", message={"imageMessage": {"caption": WORDS}}),
    "view once": within("viewOnceMessageV2", message={"videoMessage": {"caption": WORDS}}),
    "view once, first version": within("viewOnceMessage"),
    "view once, extension": within("viewOnceMessageV2Extension"),
    "document": within(
        "documentWithCaptionMessage", message={"documentMessage": {"caption": WORDS}}
    ),
    "from another device": within("deviceSentMessage"),
    "mention": within("groupMentionedMessage"),
    "ephemeral view once": within("ephemeralMessage", "viewOnceMessageV2"),
    "round video": {"ptvMessage": {"caption": WORDS}},
    "of an album": within("associatedChildMessage", message={"imageMessage": {"caption": WORDS}}),
    "template button": {"templateButtonReplyMessage": {"selectedDisplayText": WORDS}},
    "button": {"buttonsResponseMessage": {"selectedDisplayText": WORDS}},
    "list": {"listResponseMessage": {"title": WORDS, "singleSelectReply": {"selectedRowId": "r"}}},
    "list by id": {"listResponseMessage": {"singleSelectReply": {"selectedRowId": WORDS}}},
    "interactive": {"interactiveResponseMessage": {"body": {"text": WORDS}}},
    "native flow": {"interactiveResponseMessage": FLOW},
    "voice, written down": {"audioMessage": {"seconds": 5}, "speechToText": WORDS},
    "order": {"orderMessage": {"message": WORDS}},
}


@pytest.mark.parametrize("message", SAYING.values(), ids=SAYING)
def test_the_words_are_found_in_every_envelope(message: Any) -> None:
    [receipt] = upsert(message)
    assert receipt.event_type == "message_received"
    assert receipt.payload["text"] == WORDS
    assert receipt.payload["phone"] == "+5511987654321"


SHOWING = {
    "áudio": {"audioMessage": {"seconds": 4, "ptt": True}},
    "imagem": {"imageMessage": {"mimetype": "image/jpeg"}},
    "documento": {"documentMessage": {"fileName": "comprovante.pdf"}},
}


@pytest.mark.parametrize(("shows", "message"), SHOWING.items())
def test_what_shows_something_without_words_is_a_message_all_the_same(
    shows: str, message: Any
) -> None:
    [receipt] = upsert(message)
    assert receipt.event_type == "message_received"
    assert (receipt.payload.get("text"), receipt.payload["shows"]) == (None, shows)


def test_places_and_people_are_put_into_words() -> None:
    place = {"degreesLatitude": -27.6, "degreesLongitude": -48.5, "name": "Rodoviária"}
    assert upsert({"locationMessage": place})[0].payload["text"] == (
        "[localização: Rodoviária, -27.6, -48.5]"
    )
    people = {"contacts": [{"displayName": "Ana"}, {"displayName": "Bia"}]}
    assert upsert({"contactsArrayMessage": people})[0].payload["text"] == "[contato: Ana, Bia]"


SILENT = {
    "reaction": {"reactionMessage": {"key": {"id": "A1"}, "text": "x"}},
    "encrypted reaction": {"encReactionMessage": {}},
    "vote": {"pollUpdateMessage": {"pollCreationMessageKey": {"id": "A1"}}},
    "encrypted edit": {"secretEncryptedMessage": {"targetMessageKey": {"id": "A1"}}},
    "sticker": {"stickerMessage": {"mimetype": "image/webp"}},
    "keys": {"senderKeyDistributionMessage": {"groupId": "g"}},
    "placeholder": {"placeholderMessage": {"type": 0}},
    "pin": {"pinInChatMessage": {"type": 1}},
    "history": {"protocolMessage": {"type": "HISTORY_SYNC_NOTIFICATION"}},
    "album": {"albumMessage": {"expectedImageCount": 2}},
    "nothing": {},
    "null": None,
    "blank": {"conversation": "  "},
    "deep": within(*["ephemeralMessage"] * 40),
}


@pytest.mark.parametrize("message", SILENT.values(), ids=SILENT)
def test_what_says_nothing_is_no_message(message: Any) -> None:
    [receipt] = upsert(message)
    assert receipt.event_type == "whatsapp.messages.upsert"


def test_an_empty_first_event_does_not_stand_in_the_way_of_the_full_one() -> None:
    assert upsert(None, messageStubType=2)[0].external_id != upsert(PLAIN)[0].external_id


LID = "103899771998284@lid"
WRITERS = [
    ({"remoteJid": "554789211984@s.whatsapp.net"}, "+5547989211984", None),
    ({"remoteJid": "5511987654321:7@s.whatsapp.net"}, "+5511987654321", None),
    ({"remoteJid": "5511987654321@c.us"}, "+5511987654321", None),
    ({"remoteJid": "5511987654321@hosted"}, "+5511987654321", None),
    ({"remoteJid": "5215512345678@s.whatsapp.net"}, "+525512345678", None),
    ({"remoteJid": "5491123456789@s.whatsapp.net"}, "+5491123456789", None),
    ({"remoteJid": LID, "remoteJidAlt": GUEST}, "+5511987654321", "103899771998284"),
    ({"remoteJid": LID, "senderPn": GUEST}, "+5511987654321", "103899771998284"),
    ({"remoteJid": GUEST, "senderLid": LID}, "+5511987654321", "103899771998284"),
    ({"remoteJid": "1038:4@hosted.lid"}, None, "1038"),
    ({"remoteJid": LID}, None, "103899771998284"),
    ({"remoteJid": "1764100000@broadcast", "participant": GUEST}, "+5511987654321", None),
    (
        {"remoteJid": "1764100000@broadcast", "participant": LID, "participantPn": GUEST},
        "+5511987654321",
        "103899771998284",
    ),
]


@pytest.mark.parametrize(("key", "phone", "lid"), WRITERS)
def test_who_wrote_is_known_by_number_or_by_the_id_that_hides_it(
    key: Any, phone: str | None, lid: str | None
) -> None:
    [receipt] = upsert(PLAIN, key)
    assert receipt.event_type == "message_received"
    assert (receipt.payload.get("phone"), receipt.payload.get("lid")) == (phone, lid)


NOBODY = [
    {"remoteJid": "123-456@g.us", "participant": GUEST},
    {"remoteJid": "status@broadcast", "participant": GUEST},
    {"remoteJid": "120363@newsletter"},
    {"remoteJid": "12@s.whatsapp.net"},
    {"remoteJid": "1764100000@broadcast"},
    {"remoteJid": 7},
    {"remoteJid": ""},
]


@pytest.mark.parametrize("key", NOBODY)
def test_groups_channels_and_impossible_numbers_are_nobody(key: Any) -> None:
    [receipt] = upsert(PLAIN, key)
    assert receipt.event_type == "whatsapp.messages.upsert"
    assert "text" not in receipt.payload


def test_a_bad_number_beside_a_hidden_id_costs_the_number_only() -> None:
    [receipt] = upsert(PLAIN, {"remoteJid": LID, "senderPn": "12@s.whatsapp.net"})
    assert (receipt.payload.get("phone"), receipt.payload["lid"]) == (None, "103899771998284")


@pytest.mark.parametrize("name", [" ", "", None, 7, "z" * 300])
def test_an_odd_name_costs_the_name_and_not_the_message(name: Any) -> None:
    [receipt] = upsert(PLAIN, pushName=name)
    assert receipt.payload["text"] == WORDS
    assert len(receipt.payload.get("name") or "") <= 200


def test_an_id_is_unique_within_its_instance_and_chat() -> None:
    events = [
        {
            "event": "messages.upsert",
            "instance": instance,
            "data": {"key": {"remoteJid": jid, "id": "A1"}, "message": PLAIN},
        }
        for instance in ("casa", "porto")
        for jid in (GUEST, "5511900000002@s.whatsapp.net")
    ]
    assert len({receipts(event)[0].external_id for event in events}) == 4


def test_a_message_without_an_id_is_kept_and_repeated_within_an_hour_it_is_the_same() -> None:
    first, again = (upsert(PLAIN, {"id": None}, messageTimestamp=1764100000)[0] for _ in range(2))
    later = upsert(PLAIN, {"id": ""}, messageTimestamp=1764100300)[0]
    assert first.event_type == "message_received"
    assert first.window is not None
    assert first.external_id == again.external_id != later.external_id


def test_what_somebody_of_the_hotel_writes_by_hand_is_told_apart() -> None:
    [receipt] = upsert(PLAIN, {"fromMe": True})
    assert receipt.event_type == "staff_replied"
    assert receipt.payload["text"] == WORDS
    assert "name" not in receipt.payload


def test_the_go_edition_is_understood() -> None:
    info = {"Chat": LID, "Sender": LID, "SenderAlt": GUEST, "IsFromMe": False, "ID": "A1"}
    info |= {"PushName": "Zilda", "Timestamp": "2026-11-25T20:00:00-03:00"}
    [receipt] = receipts(
        {"event": "Message", "instanceName": "x", "data": {"Info": info, "Message": PLAIN}}
    )
    assert receipt.event_type == "message_received"
    assert receipt.payload["phone"] == "+5511987654321"
    assert receipt.payload["sent_at"] == "2026-11-25T23:00:00+00:00"


def test_several_messages_in_one_webhook_are_several_events() -> None:
    data = [{"key": {"remoteJid": GUEST, "id": f"A{n}"}, "message": PLAIN} for n in range(3)]
    found = receipts({"event": "messages.upsert", "instance": "casa", "data": data})
    assert [receipt.payload["message_id"] for receipt in found] == ["A0", "A1", "A2"]


@pytest.mark.parametrize(
    "message",
    [
        PLAIN,
        within(
            "ephemeralMessage",
            message={
                "imageMessage": {
                    "caption": "x",
                    "contextInfo": {"externalAdReply": {"sourceId": "12021", "ctwaClid": "AR"}},
                }
            },
        ),
    ],
)
def test_the_ad_that_a_guest_came_by_is_kept(message: Any) -> None:
    reply = {"externalAdReply": {"sourceId": "12021", "ctwaClid": "AR", "thumbnail": "x" * 9000}}
    [receipt] = upsert(message, contextInfo=reply)
    assert receipt.payload["ad"] == {"sourceId": "12021", "ctwaClid": "AR"}


def test_media_in_the_body_are_left_behind() -> None:
    [receipt] = upsert({"imageMessage": {"caption": WORDS}, "base64": "A" * 100_000})
    assert len(json.dumps(receipt.payload)) < 500


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"event": "messages.upsert"},
        {"event": "messages.upsert", "data": "x"},
        {"event": "messages.upsert", "data": [None, 7]},
        {"event": "messages.upsert", "data": {"key": "x", "message": PLAIN}},
        {"event": "messages.update", "data": {"status": "READ"}},
        {"event": "messages.set", "data": {"messages": [PLAIN]}},
        {"event": "Message", "data": {"Info": {"Chat": None}}},
        {"event": 7, "data": {"key": {"id": 8}}},
        {"event": "connection.update", "data": {"state": "close"}},
    ],
)
def test_what_is_not_understood_is_kept_under_its_own_name(event: Any) -> None:
    [receipt] = receipts(event)
    assert receipt.event_type.startswith("whatsapp.")
