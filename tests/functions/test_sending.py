"""One text a template and event, with the WhatsApp stand-in as the provider."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hotelly import database as hotelly_database
from werkzeug.test import TestResponse

from infra.local.client.waiting import eventually
from infra.local.stack.postgres import connect
from tests.functions.conftest import UNREACHABLE, ExecutionsApi, Phones, post, send_event, step

PLANTED = ("Quaresma", "98765", "pousada.example/pagar")
STAY = {
    "check_in": "2027-03-10",
    "check_out": "2027-03-12",
    "rooms": [{"room_type": "double", "quantity": 1}],
    "guest": {"name": "Zilda Quaresma", "phone": "+5547987654321"},
}
STAY_PHONE = "+5547987654321"
NO_ROOMS = {
    "room_type": "double",
    "first_night": STAY["check_in"],
    "last_night": STAY["check_out"],
    "total": 0,
}
SOLD_OUT = (
    "Olá, Zilda! Infelizmente Pousada do Farol não tem os quartos que você pediu disponíveis de"
    " 10/03/2027 a 12/03/2027. Se quiser, responda com outras datas e procuramos de novo."
)


@pytest.fixture
def event_id(service: ExecutionsApi) -> str:
    """A guest asks for a room of a hotel that has none."""
    step("set-ari", send_event("ari_updated", NO_ROOMS, property_id="farol"))
    return send_event("hold_requested", STAY, property_id="farol")


def send(event_id: str, template: str = "sold_out") -> TestResponse:
    return post("send-message", {"event_id": event_id, "template": template})


def let_pass(connection: Any, time: str = "7 minutes") -> None:
    """So much, since the last attempt; without more, all that a text can take."""
    connection.cursor().execute(
        "update messages set sending_at = sending_at - %s::interval", (time,)
    )


def message(connection: Any) -> Any:
    cursor = connection.cursor()
    cursor.execute("select status::text, provider_id is not null from messages")
    [row] = cursor.fetchall()
    return row


def tasks(connection: Any) -> Any:
    cursor = connection.cursor()
    cursor.execute("select kind, subject, outcome from tasks")
    return list(cursor.fetchall())


def message_error(connection: Any) -> str:
    cursor = connection.cursor()
    cursor.execute("select error from messages where direction = 'outbound'")
    [[error]] = cursor.fetchall()
    return str(error)


def test_a_guest_gets_the_text_once(event_id: str, phones: Phones, connection: Any) -> None:
    first = step("send-message", event_id, template="sold_out")
    assert first["outcome"] == "sent"
    assert step("send-message", event_id, template="sold_out") == first
    assert phones.texts() == [SOLD_OUT]
    assert message(connection) == ["sent", True]


def test_a_text_whose_answer_got_lost_is_found_and_not_sent_again(
    event_id: str, phones: Phones, connection: Any
) -> None:
    phones.fail(lose=1)
    lost = send(event_id)
    assert (lost.status_code, lost.get_json()["error"]["code"]) == (503, "whatsapp_unavailable")
    let_pass(connection)
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert phones.texts() == [SOLD_OUT]


def test_a_text_that_leaves_long_after_we_gave_up_is_waited_for_and_not_sent_again(
    event_id: str, phones: Phones, connection: Any
) -> None:
    phones.fail(seconds=3)
    assert send(event_id).status_code == 503
    phones.fail()
    let_pass(connection, "10 seconds")
    assert step("send-message", event_id, template="sold_out")["outcome"] == "later"
    cursor = connection.cursor()
    cursor.execute("select not_before > now() from events where id = %s", (event_id,))
    assert cursor.fetchone() == [True]
    eventually("the text leaves", lambda: phones.texts() == [SOLD_OUT])
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert phones.texts() == [SOLD_OUT]


def test_a_text_that_never_left_is_sent_by_the_next_attempt(
    event_id: str, phones: Phones, connection: Any
) -> None:
    phones.fail(refuse=1)
    assert send(event_id).status_code == 503
    let_pass(connection)
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert phones.texts() == [SOLD_OUT]


def test_while_another_attempt_may_be_under_way_nothing_is_sent(
    event_id: str, phones: Phones
) -> None:
    phones.fail(lose=1)
    send(event_id)
    again = send(event_id)
    assert (again.status_code, again.get_json()["error"]["code"]) == (503, "message_in_flight")
    assert phones.texts() == [SOLD_OUT]


def test_another_text_to_the_same_guest_is_not_taken_for_this_one(
    event_id: str, phones: Phones, connection: Any
) -> None:
    other_stay = {**STAY, "check_out": "2027-03-13"}
    other_event = send_event("hold_requested", other_stay, property_id="farol")
    step("send-message", other_event, template="sold_out")
    phones.fail(refuse=1)
    send(event_id)
    let_pass(connection)
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert phones.texts()[1:] == [SOLD_OUT]


def test_of_two_runs_that_both_found_nothing_sent_only_one_sends(
    event_id: str, phones: Phones, database: str, connection: Any
) -> None:
    def send_once(_: int) -> int:
        status = send(event_id).status_code
        hotelly_database.disconnect()
        return status

    barrier = connect(database)
    a_message = "select outbound_message(e, 'sold_out', now()) from events e where id = %s"
    barrier.cursor().execute(a_message, (event_id,))
    barrier.commit()
    barrier.cursor().execute("select from messages for update")
    with ThreadPoolExecutor(2) as pool:
        runs = pool.map(send_once, range(2))
        wait_for_blocked(connection, 2)
        barrier.rollback()
        assert sorted(runs) == [200, 503]
    barrier.close()
    assert phones.texts() == [SOLD_OUT]


def wait_for_blocked(connection: Any, count: int) -> None:
    cursor = connection.cursor()

    def blocked() -> bool:
        cursor.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone() == [count])

    eventually(f"{count} runs wait for the message", blocked)


def test_ten_runs_of_one_event_at_once_send_one_text(event_id: str, phones: Phones) -> None:
    def send_once(_: int) -> int:
        status = send(event_id).status_code
        hotelly_database.disconnect()
        return status

    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(send_once, range(10)))
    assert statuses <= {200, 503}
    assert phones.texts() == [SOLD_OUT]


def test_a_provider_that_is_away_is_asked_again_later(
    event_id: str, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVOLUTION_URL", UNREACHABLE)
    assert send(event_id).get_json()["error"]["code"] == "whatsapp_unavailable"


def test_a_wrong_key_is_a_fault_of_ours(
    event_id: str, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVOLUTION_API_KEY", "planted-wrong")
    answer = send(event_id)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "whatsapp_refused")


def test_a_text_about_a_link_that_is_gone_is_not_sent(event_id: str, phones: Phones) -> None:
    answer = step("send-message", event_id, template="payment_link")
    assert answer["outcome"] == "outdated"
    assert phones.texts() == []


def test_an_unknown_template_is_refused(event_id: str, phones: Phones) -> None:
    answer = send(event_id, "quaresma")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["details"][0]["path"] == "template"


def test_neither_answers_nor_logs_hold_the_text_or_the_guest(
    event_id: str, phones: Phones, capsys: pytest.CaptureFixture[str]
) -> None:
    phones.fail(refuse=1)
    answers = send(event_id).get_data(as_text=True) + send(event_id).get_data(as_text=True)
    log = capsys.readouterr().out
    for planted in (*PLANTED, "Infelizmente"):
        assert planted not in answers + log
