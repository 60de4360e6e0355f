"""A text is sent once for an event; what a guest writes joins their conversation."""

from datetime import timedelta
from typing import Any

import pytest

from tests.sql.hotel import GUEST, NOON, PROPERTY, Hotel, Refused, at_once


def prepare(hotel: Hotel, event_id: str, template: str = "payment_link") -> Any:
    return hotel.call("prepare_message", event_id=event_id, template=template, now=NOON)


def mark(hotel: Hotel, event_id: str, template: str = "payment_link", **more: Any) -> Any:
    about = {"event_id": event_id, "template": template, "body": "Olá", "now": NOON}
    return hotel.call("mark_sending", **about | more)


def send(hotel: Hotel, event_id: str, template: str = "payment_link") -> str:
    message_id = str(mark(hotel, event_id, template)["message_id"])
    hotel.call("record_message", message_id=message_id, provider_id="wamid", now=NOON)
    return message_id


def messages(hotel: Hotel) -> int:
    return int(hotel.value("select count(*) from messages"))


def test_a_message_has_all_that_its_text_needs(hotel: Hotel) -> None:
    hotel.call("set_property", id=PROPERTY, name="Pousada", options={"whatsapp_instance": "casa"})
    event_id, hold_id, _ = hotel.checkout()
    message = prepare(hotel, event_id)
    assert message == {
        "outcome": "send",
        "message_id": None,
        "to": GUEST["phone"],
        "lid": None,
        "bsuid": None,
        "name": GUEST["name"],
        "instance": "casa",
        "body": None,
        "sending_at": None,
        "property_name": "Pousada",
        "time_zone": "America/Sao_Paulo",
        "hold_id": hold_id,
        "check_in": "2030-03-10",
        "check_out": "2030-03-12",
        "amount_cents": 20_000,
        "currency": "brl",
        "expires_at": "2030-03-01T12:15:00+00:00",
        "url": "https://pay.example/c",
        "min_stay": None,
        "rooms": [{"name": "Standard", "quantity": 1}],
        "adults": None,
        "children": 0,
        "address": None,
        "refund_cents": None,
        "outdated": False,
    }


def test_a_guest_without_a_hold_is_told_about_the_stay_that_was_asked_for(hotel: Hotel) -> None:
    event_id, _ = hotel.hold(rooms=[{"room_type": "standard", "quantity": 3}])
    message = prepare(hotel, event_id, "sold_out")
    assert (message["to"], message["check_in"], message["hold_id"]) == (
        GUEST["phone"],
        "2030-03-10",
        None,
    )


def test_a_message_is_to_be_sent_then_sending_then_sent(hotel: Hotel) -> None:
    event_id, _, _ = hotel.checkout()
    assert prepare(hotel, event_id)["outcome"] == "send"
    assert messages(hotel) == 0
    marked = mark(hotel, event_id)
    message_id = marked["message_id"]
    assert marked["outcome"] == "sending"
    unclear = prepare(hotel, event_id)
    assert (unclear["outcome"], unclear["body"], unclear["sending_at"]) == (
        "resolve",
        "Olá",
        "2030-03-01T12:00:00+00:00",
    )
    sent = {"outcome": "sent", "message_id": message_id}
    assert hotel.call("record_message", message_id=message_id, provider_id="wamid") == sent
    assert prepare(hotel, event_id)["outcome"] == "sent"
    assert mark(hotel, event_id, body="de novo")["outcome"] == "sent"
    assert hotel.rows("select step, result from event_steps where step like 'send%'") == [
        ("send_message:payment_link", sent)
    ]


def test_recording_a_message_twice_changes_nothing(hotel: Hotel) -> None:
    event_id, _, _ = hotel.checkout()
    message_id = send(hotel, event_id)
    before = hotel.snapshot()
    assert (
        hotel.call("record_message", message_id=message_id, provider_id="other")["outcome"]
        == "sent"
    )
    hotel.call("fail_message", message_id=message_id, error="late")
    assert hotel.snapshot() == before


def test_a_refused_message_fails_and_may_be_tried_again(hotel: Hotel) -> None:
    event_id, _, _ = hotel.checkout()
    message_id = mark(hotel, event_id)["message_id"]
    assert (
        hotel.call("fail_message", message_id=message_id, error="HTTP 400")["outcome"]
        == "undeliverable"
    )
    again = prepare(hotel, event_id)
    assert again["outcome"] == "send"
    assert mark(hotel, event_id, seen=again["sending_at"])["outcome"] == "sending"


def test_of_several_who_prepared_a_message_one_sends_it(hotel: Hotel) -> None:
    event_id, _, _ = hotel.checkout()
    answers = at_once(hotel.url, 4, lambda one, _: mark(one, event_id))
    assert sorted(each["outcome"] for each in answers) == ["busy", "busy", "busy", "sending"]
    assert (len({each["message_id"] for each in answers}), messages(hotel)) == (1, 1)


def test_a_stay_is_confirmed_once_whichever_event_finds_it_paid(hotel: Hotel) -> None:
    _, _, session_id = hotel.checkout()
    first, second = (hotel.event("payment_succeeded", {"session_id": session_id}) for _ in range(2))
    send(hotel, first, "reservation_confirmed")
    assert prepare(hotel, second, "reservation_confirmed")["outcome"] == "sent"


def test_a_hold_has_each_text_once_whichever_event_asks_for_it(hotel: Hotel) -> None:
    _, _, session_id = hotel.checkout()
    first, second = (
        hotel.event(event_type, {"session_id": session_id})
        for event_type in ("payment_pending", "payment_succeeded")
    )
    hotel.pay(session_id, None, payment_status="unpaid")
    assert prepare(hotel, first, "payment_pending")["outcome"] == "send"
    send(hotel, first, "payment_pending")
    assert prepare(hotel, second, "payment_pending")["outcome"] == "sent"
    assert messages(hotel) == 1


def test_a_text_that_is_not_true_any_more_is_outdated(hotel: Hotel) -> None:
    event_id, hold_id, session_id = hotel.checkout()
    assert outcomes(hotel, event_id) == ["send", "outdated", "outdated"]
    hotel.pay(session_id, hold_id, payment_status="unpaid")
    assert outcomes(hotel, event_id) == ["outdated", "send", "outdated"]
    hotel.pay(session_id, hold_id)
    assert outcomes(hotel, event_id) == ["outdated", "outdated", "send"]
    hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": hold_id}))
    assert outcomes(hotel, event_id) == ["outdated", "outdated", "outdated"]


def test_a_link_is_outdated_after_its_deadline_and_that_is_told(hotel: Hotel) -> None:
    event_id, hold_id, _ = hotel.checkout()
    late = NOON + timedelta(minutes=15)
    told = {
        template: hotel.call("prepare_message", event_id=event_id, template=template, now=late)
        for template in ("payment_link", "hold_expired")
    }
    assert {name: message["outdated"] for name, message in told.items()} == {
        "payment_link": True,
        "hold_expired": False,
    }
    hotel.step("cancel", hotel.event("hold_cancelled", {"hold_id": hold_id}))
    assert prepare(hotel, event_id, "hold_expired")["outdated"] is True


def test_a_request_never_speaks_to_the_guest_of_a_hold_that_it_names(hotel: Hotel) -> None:
    hotel.set_ari(total=0)
    hotel.set_ari(total=1)
    _, somebody_elses = hotel.hold(guest={"name": "Bia", "phone": "+5511911112222"})
    event_id = hotel.request(hold_id=somebody_elses["hold_id"])
    assert hotel.step("create_hold", event_id)["outcome"] == "sold_out"
    assert prepare(hotel, event_id, "sold_out")["to"] == GUEST["phone"]


def outcomes(hotel: Hotel, event_id: str) -> list[str]:
    templates = ("payment_link", "payment_pending", "reservation_confirmed")
    answers = [prepare(hotel, event_id, template) for template in templates]
    return ["outdated" if answer["outdated"] else answer["outcome"] for answer in answers]


def test_a_text_that_may_be_with_the_guest_is_looked_up_though_it_is_outdated(
    hotel: Hotel,
) -> None:
    event_id, hold_id, session_id = hotel.checkout()
    mark(hotel, event_id)
    hotel.pay(session_id, hold_id)
    again = prepare(hotel, event_id)
    assert (again["outcome"], again["outdated"]) == ("resolve", True)


def test_an_event_about_nobody_has_nobody_to_write_to(hotel: Hotel) -> None:
    with pytest.raises(Refused) as refused:
        prepare(hotel, hotel.event("any", {}))
    assert (refused.value.code, refused.value.path) == ("missing", "payload.phone")


@pytest.mark.parametrize(
    "call",
    [
        ("prepare_message", {"event_id": "nobody", "template": "t"}),
        ("mark_sending", {"event_id": "nobody", "template": "t", "body": "b"}),
        (
            "record_message",
            {"message_id": "00000000-0000-0000-0000-000000000001", "provider_id": "p"},
        ),
        ("fail_message", {"message_id": "00000000-0000-0000-0000-000000000001", "error": "e"}),
    ],
    ids=lambda call: call[0],
)
def test_what_is_unknown_is_refused(hotel: Hotel, call: tuple[str, dict[str, str]]) -> None:
    function, arguments = call
    with pytest.raises(Refused) as refused:
        hotel.call(function, **arguments)
    assert refused.value.state == "XH404"


def test_what_a_guest_writes_joins_their_conversation_and_lead(hotel: Hotel) -> None:
    lead_id = hotel.step("upsert_lead", hotel.event("lead_created", GUEST))["lead_id"]
    texts = ["Olá", "Tem quarto?"]
    saved = [
        hotel.step(
            "save_message",
            hotel.event("message_received", {**GUEST, "message_id": f"M{text}", "text": text}),
        )
        for text in texts
    ]
    assert {answer["outcome"] for answer in saved} == {"saved"}
    assert {answer["lead_id"] for answer in saved} == {lead_id}
    assert len({answer["conversation_id"] for answer in saved}) == 1
    assert hotel.rows("select body, direction, provider_id from messages order by body") == [
        (text, "inbound", f"M{text}") for text in texts
    ]


def test_a_stranger_who_writes_is_a_contact_but_no_lead(hotel: Hotel) -> None:
    saved = hotel.step(
        "save_message", hotel.event("message_received", {**GUEST, "message_id": "M1"})
    )
    assert "lead_id" not in saved
    assert hotel.rows("select * from leads") == []
