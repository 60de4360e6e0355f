"""Where the house ends and a person begins: who is told, who keeps silent, and until when."""

import re
from pathlib import Path
from typing import Any

import pytest
from hotelly.database import call
from hotelly.messaging.texts import TASKS

from tests.functions.conftest import Phones, send_event, step
from tests.functions.conversation.guest import Guest, day

RITA = "+5511912345678"
"""of the house's staff"""
TOP = Path(__file__).parents[3]
KIND = re.compile(r"""open_task\(\s*'(\w+)'|handover="(\w+)"|'(answer_dispute)' else '(\w+)'""")


@pytest.fixture
def staffed(guest: Guest, phones: Phones) -> Guest:
    options = {"staff_phone": RITA}
    call("set_property", id="farol", name="Pousada do Farol", options=options)
    return guest


def closes_the_task(guest: Guest) -> None:
    task_id = guest.value("select id::text from tasks where closed_at is null")
    assert call("close_task", task_id=task_id, by="Rita")["outcome"] == "closed"


def replies_by_hand(text: str, phone: str) -> None:
    payload = {"message_id": f"S-{text}", "phone": phone, "text": text}
    event = send_event("staff_replied", payload, property_id="farol")
    assert step("note-staff-reply", event)["outcome"] == "noted"


def test_staff_are_told_on_their_own_number_what_is_to_be_done_and_about_whom(
    staffed: Guest, phones: Phones
) -> None:
    staffed.says("quero falar com uma pessoa")
    event = staffed.turn["task_event_id"]
    assert step("send-message", event, template="task_opened")["outcome"] == "sent"
    [text] = phones.texts()
    assert TASKS["guest_wants_person"] in text
    assert staffed.phone in text
    sql = """select k.phone from messages m join conversations c on c.id = m.conversation_id
             join contacts k on k.id = c.contact_id where m.template = 'task_opened'"""
    assert staffed.value(sql) == RITA


def test_a_house_without_staff_has_the_task_all_the_same(guest: Guest) -> None:
    guest.says("quero falar com uma pessoa")
    assert "task_event_id" not in guest.turn
    assert guest.tasks() == ["guest_wants_person"]


def test_what_is_done_already_is_not_told(staffed: Guest, phones: Phones) -> None:
    staffed.says("quero falar com uma pessoa")
    closes_the_task(staffed)
    told = step("send-message", staffed.turn["task_event_id"], template="task_opened")
    assert told["outcome"] == "outdated"
    assert phones.texts() == []


def test_staff_are_no_guests(staffed: Guest) -> None:
    staffed.phone = RITA
    assert staffed.says("ok, já respondo") == "from_staff"


def test_the_house_answers_again_once_the_task_is_closed(guest: Guest) -> None:
    guest.says("quero falar com uma pessoa")
    assert guest.says("alô?") == "with_person"
    closes_the_task(guest)
    assert "Até que dia" in guest.says(f"quero chegar {day(5)}")


def test_what_was_written_to_a_person_is_not_answered_by_the_house_later(guest: Guest) -> None:
    guest.says("quero falar com uma pessoa")
    guest.says(f"era para {day(3)}, 4 adultos")
    closes_the_task(guest)
    assert guest.says("oi") == "Para qual data de chegada?"


def test_who_writes_by_hand_after_closing_keeps_the_chat(guest: Guest) -> None:
    guest.says("quero falar com uma pessoa")
    closes_the_task(guest)
    replies_by_hand("Oi, aqui é a Rita", guest.phone)
    assert guest.says("oi Rita") == "with_person"


def test_nobody_but_a_person_answers_while_money_waits_for_one(staffed: Guest) -> None:
    hold = staffed.holds(f"quero quarto de casal de {day(5)} a {day(7)}, 2 adultos")
    staffed.rows(
        """select open_task('decide_payment', p.id::text, h.property_id, h.contact_id, null, null)
           from payments p join holds h on h.id = p.hold_id where h.id = %s""",
        hold["hold_id"],
    )
    assert staffed.says("e agora?") == "with_person"
    assert staffed.value("select count(*) from events where event_type = 'task_opened'") == 1
    closes_the_task(staffed)
    assert staffed.says("e agora?") != "with_person"


def kinds() -> set[str]:
    files: list[Any] = [*(TOP / "sql/functions").rglob("*.sql")]
    files += [*(TOP / "functions/hotelly").rglob("*.py")]
    found = (KIND.findall(path.read_text()) for path in files)
    return {kind for each in found for groups in each for kind in groups if kind}


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_each_kind_of_task_has_words_for_staff(kind: str) -> None:
    assert kind in TASKS
