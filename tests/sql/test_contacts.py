"""One person is one contact: never by a guess, and what was merged can be parted again."""

from typing import Any

import pytest

from tests.sql.hotel import GUEST, NOON, Hotel, Refused, at_once

PHONE = GUEST["phone"]


def say(hotel: Hotel, text: str = "oi", **who: Any) -> Any:
    payload = {"message_id": f"M-{text}", "text": text, "instance": "casa", **who}
    return hotel.step("save_message", hotel.event("message_received", payload))


def contacts(hotel: Hotel) -> list[Any]:
    return hotel.rows(
        "select phone, name, profile_name from contacts where merged_into is null order by 1"
    )


def test_a_guest_who_hides_the_number_is_a_contact(hotel: Hotel) -> None:
    say(hotel, "oi", lid="123")
    say(hotel, "tem quarto?", lid="123")
    assert contacts(hotel) == [(None, None, None)]
    assert hotel.value("select count(distinct conversation_id) from messages") == 1


def test_a_hidden_id_beside_its_number_makes_both_one_contact(hotel: Hotel) -> None:
    say(hotel, "primeiro", lid="123")
    say(hotel, "segundo", lid="123", phone=PHONE)
    say(hotel, "terceiro", phone=PHONE)
    assert contacts(hotel) == [(PHONE, None, None)]
    assert hotel.value("select count(distinct conversation_id) from messages") == 1


def test_two_contacts_that_turn_out_to_be_one_are_merged_and_can_be_parted(hotel: Hotel) -> None:
    say(hotel, "escondido", lid="123", name="Zilda")
    hidden = hotel.value("select id::text from contacts")
    hotel.hold()
    say(hotel, "aberto", phone=PHONE)
    say(hotel, "ambos", phone=PHONE, lid="123")
    assert contacts(hotel) == [(PHONE, GUEST["name"], "Zilda")]
    bodies = """select string_agg(m.body, ' ' order by m.body) from messages m
                join conversations c on c.id = m.conversation_id
                join contacts k on k.id = c.contact_id"""
    assert hotel.value(f"{bodies} where k.merged_into is null") == "aberto ambos escondido"

    assert hotel.call("part_contacts", **{"from": hidden})["outcome"] == "parted"
    assert hotel.value(f"{bodies} where k.id::text = %s", hidden) == "escondido"
    assert (
        hotel.value("select contact_id::text from contact_identities where kind = 'lid'") == hidden
    )
    assert hotel.call("part_contacts", **{"from": hidden}) == {"outcome": "not_merged"}


def test_holds_and_leads_go_over_with_their_contact_and_come_back(hotel: Hotel) -> None:
    hotel.step(
        "upsert_lead", hotel.event("lead_created", {"email": "ana@exemplo.com", "name": "Ana"})
    )
    hotel.hold()
    by_mail, by_phone = (
        hotel.value(f"select id::text from contacts where {column} is not null and phone is {null}")
        for column, null in (("email", "null"), ("phone", "not null"))
    )
    hotel.rows("select merge_contacts(%s::uuid, %s::uuid)", by_phone, by_mail)
    owners = "select (select contact_id::text from holds), (select contact_id::text from leads)"
    assert hotel.rows(owners) == [(by_mail, by_mail)]
    hotel.call("part_contacts", **{"from": by_phone})
    assert hotel.rows(owners) == [(by_phone, by_mail)]


def test_a_form_cannot_join_people_nor_rename_them(hotel: Hotel) -> None:
    hotel.hold()
    claim = {"phone": PHONE, "email": "outra@exemplo.com", "name": "Impostora"}
    hotel.step("upsert_lead", hotel.event("lead_created", {"email": "outra@exemplo.com"}))
    hotel.step("upsert_lead", hotel.event("lead_created", claim))
    assert contacts(hotel) == [(PHONE, GUEST["name"], None), (None, None, None)]


def test_a_profile_name_never_replaces_a_name_that_was_given(hotel: Hotel) -> None:
    hotel.hold()
    say(hotel, "oi", phone=PHONE, name=".")
    assert contacts(hotel) == [(PHONE, GUEST["name"], ".")]


def test_the_same_stranger_twice_at_once_is_one_contact(hotel: Hotel) -> None:
    events = [
        hotel.event("message_received", {"phone": PHONE, "lid": "9", "message_id": f"M{n}"})
        for n in range(8)
    ]
    at_once(hotel.url, 8, lambda one, n: one.step("save_message", events[n]))
    assert hotel.value("select count(*) from contacts") == 1


def test_without_any_identity_nobody_is_known(hotel: Hotel) -> None:
    with pytest.raises(Refused, match="missing"):
        say(hotel, "oi")


def test_an_edit_changes_what_was_saved_and_a_deletion_takes_the_words(hotel: Hotel) -> None:
    say(hotel, "de 10 a 12", phone=PHONE, message_id="A1")
    assert say(hotel, "de 11 a 13", phone=PHONE, message_id="A2", edits="A1")["outcome"] == "edited"
    assert hotel.rows("select body, edited_at is not null from messages") == [("de 11 a 13", True)]
    deletion = {"phone": PHONE, "message_id": "A1", "instance": "casa"}
    assert (
        hotel.step("update_message", hotel.event("message_deleted", deletion))["outcome"]
        == "deleted"
    )
    assert hotel.rows("select body, deleted_at is not null from messages") == [(None, True)]


def test_nobody_takes_back_what_another_wrote(hotel: Hotel) -> None:
    say(hotel, "meu", phone=PHONE, message_id="A1")
    deletion = {"phone": "+5511988887777", "message_id": "A1", "instance": "casa"}
    answer = hotel.step("update_message", hotel.event("message_deleted", deletion))
    assert answer == {"outcome": "unknown_message"}
    assert hotel.value("select body from messages") == "meu"


def test_an_edit_of_what_never_came_is_kept_as_a_message(hotel: Hotel) -> None:
    assert say(hotel, "de 11 a 13", phone=PHONE, edits="A1")["outcome"] == "saved"


def test_what_shows_instead_of_words_is_kept_as_such(hotel: Hotel) -> None:
    payload = {"message_id": "M1", "phone": PHONE, "shows": "áudio"}
    hotel.step("save_message", hotel.event("message_received", payload))
    assert hotel.value("select body from messages") == "[áudio]"


def sent(hotel: Hotel) -> str:
    event_id, _, _ = hotel.checkout()
    about = {"event_id": event_id, "template": "payment_link"}
    message = hotel.call("mark_sending", **about, body="Olá", now=NOON)
    hotel.call("record_message", message_id=message["message_id"], provider_id="W1", now=NOON)
    return event_id


def report(hotel: Hotel, state: str, provider_id: str = "W1") -> Any:
    payload = {"provider_id": provider_id, "state": state}
    return hotel.step("update_message", hotel.event("delivery_reported", payload))["outcome"]


def test_how_a_message_fared_only_goes_on(hotel: Hotel) -> None:
    sent(hotel)
    for state in ("delivered", "read", "delivered", "sent", "failed"):
        assert report(hotel, state) == "recorded"
    assert hotel.rows("select status::text, delivery from messages") == [("sent", "read")]


def test_what_was_taken_and_never_delivered_is_a_failure_that_is_found(hotel: Hotel) -> None:
    sent(hotel)
    report(hotel, "sent")
    assert report(hotel, "failed") == "recorded"
    assert hotel.rows("select status::text, delivery from messages") == [("failed", None)]
    assert "messages_failed" in {finding["check"] for finding in hotel.call("diagnose", now=NOON)}


def test_a_report_of_a_message_that_is_not_ours_changes_nothing(hotel: Hotel) -> None:
    assert report(hotel, "read", "other") == "unknown_message"


def test_a_report_that_overtakes_the_answer_of_sending_is_asked_for_again(hotel: Hotel) -> None:
    event_id, _, _ = hotel.checkout()
    about = {"event_id": event_id, "template": "payment_link"}
    hotel.call("mark_sending", **about, body="Olá", now=NOON)
    with pytest.raises(Refused, match="message_under_way"):
        report(hotel, "failed")
