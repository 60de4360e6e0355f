"""The same texts through Meta's Cloud API, with its stand-in."""

import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hotelly import database as hotelly_database

from infra.local.standins.meta import create_app
from infra.local.standins.meta.server import NUMBER_ID
from tests.functions.conftest import (
    SECRETS,
    UNREACHABLE,
    ExecutionsApi,
    Phones,
    post,
    send_event,
    step,
)
from tests.functions.test_sending import (
    NO_ROOMS,
    SOLD_OUT,
    STAY,
    STAY_PHONE,
    let_pass,
    message,
    message_error,
    send,
    tasks,
)
from tests.local.standins.serving import running

TEMPLATE = "hotelly_aviso"
BSUID = "BR.13491208655302741918"


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Iterator[Phones]:
    with running(create_app(token=SECRETS["META_ACCESS_TOKEN"])) as url:
        monkeypatch.setenv("META_GRAPH_URL", f"{url}/v25.0")
        yield Phones(url)


@pytest.fixture
def event_id(service: ExecutionsApi, meta: Phones) -> str:
    """A guest asks for a room of a hotel that has none, and writes by Meta."""
    choose("meta", whatsapp_template=TEMPLATE)
    step("set-ari", send_event("ari_updated", NO_ROOMS, property_id="farol"))
    return send_event("hold_requested", STAY, property_id="farol")


def choose(provider: str, **options: object) -> None:
    instance = NUMBER_ID if provider == "meta" else "hotelly"
    options |= {"whatsapp_provider": provider, "whatsapp_instance": instance}
    hotelly_database.call("set_property", id="farol", name="Pousada do Farol", options=options)


def sent(meta: Phones) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{meta.url}/_control/messages").json()
    return found


def meta_tells(value: dict[str, Any]) -> None:
    """A signed webhook of the hotel's number, and the step that follows it."""
    whole = {"metadata": {"phone_number_id": NUMBER_ID}, **value}
    change = {"field": "messages", "value": whole}
    content = {"object": "whatsapp_business_account", "entry": [{"changes": [change]}]}
    body = json.dumps(content).encode()
    digest = hmac.new(SECRETS["META_APP_SECRET"].encode(), body, "sha256").hexdigest()
    answer = post(
        "receive-webhook", body, "/webhook/whatsapp", X_Hub_Signature_256=f"sha256={digest}"
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told = "save-message" if "messages" in value else "update-message"
    step(told, answer.get_json()["event_id"])


def meta_reports(status: str, found: dict[str, Any], **more: Any) -> None:
    about = {"id": found["id"], "biz_opaque_callback_data": found["reference"]}
    meta_tells({"statuses": [{**about, "status": status, "timestamp": "1", **more}]})


def guest_writes(guest: str = STAY_PHONE.removeprefix("+")) -> None:
    who = {"from": guest} if guest.isdigit() else {"from_user_id": guest}
    text = {"id": f"wamid.{guest}", "timestamp": "1", "type": "text", "text": {"body": "oi"}}
    meta_tells({"messages": [{**who, **text}]})


def test_who_has_not_written_for_a_day_gets_the_text_in_the_template(
    event_id: str, meta: Phones, connection: Any
) -> None:
    first = step("send-message", event_id, template="sold_out")
    assert first["outcome"] == "sent"
    assert step("send-message", event_id, template="sold_out") == first
    [text] = sent(meta)
    assert (text["template"], text["text"], text["guest"]) == (TEMPLATE, SOLD_OUT, STAY_PHONE[1:])
    assert text["reference"] == first["message_id"]
    assert message(connection) == ["sent", True]


def test_who_has_just_written_gets_free_text(event_id: str, meta: Phones) -> None:
    guest_writes()
    step("send-message", event_id, template="sold_out")
    assert [each["template"] for each in sent(meta)] == [None]


def test_a_text_that_the_window_refuses_goes_in_the_template(
    event_id: str, meta: Phones, connection: Any
) -> None:
    guest_writes()
    connection.cursor().execute("update properties set whatsapp_template = null")
    meta.account(error=131047)
    assert step("send-message", event_id, template="sold_out")["outcome"] == "undeliverable"
    assert message_error(connection) == "131047"


def test_a_text_whose_answer_got_lost_is_known_by_its_report_and_not_sent_again(
    event_id: str, meta: Phones, connection: Any
) -> None:
    meta.fail(lose=1)
    assert send(event_id).status_code == 503
    let_pass(connection, "1 minute")
    assert step("send-message", event_id, template="sold_out")["outcome"] == "later"
    [text] = sent(meta)
    meta_reports("delivered", text)
    assert message(connection) == ["sent", True]
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert len(sent(meta)) == 1


def test_a_text_of_which_no_word_comes_is_looked_after_by_a_person_and_not_sent_again(
    event_id: str, meta: Phones, connection: Any
) -> None:
    meta.fail(lose=1)
    assert send(event_id).status_code == 503
    let_pass(connection)
    doubted = step("send-message", event_id, template="sold_out")
    assert doubted["outcome"] == "unconfirmed"
    assert step("send-message", event_id, template="sold_out") == doubted
    assert tasks(connection) == [["text_unconfirmed", doubted["message_id"], None]]
    [text] = sent(meta)
    meta_reports("delivered", text)
    assert message(connection) == ["sent", True]
    assert tasks(connection) == [["text_unconfirmed", doubted["message_id"], "sent"]]


def test_a_property_changes_its_provider_while_a_text_is_in_the_air(
    event_id: str, meta: Phones, phones: Phones, connection: Any
) -> None:
    meta.fail(lose=1)
    send(event_id)
    let_pass(connection, "1 minute")
    choose("evolution")
    assert step("send-message", event_id, template="sold_out")["outcome"] == "later"
    meta_reports("sent", sent(meta)[0])
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
    assert (len(sent(meta)), phones.texts()) == (1, [])
    other = send_event("hold_requested", {**STAY, "check_out": "2027-03-13"}, property_id="farol")
    step("send-message", other, template="sold_out")
    assert (len(sent(meta)), len(phones.texts())) == (1, 1)


@pytest.mark.parametrize(
    ("error", "status", "outcome", "state"),
    [
        (131026, 200, "undeliverable", "failed"),  # about the guest: no WhatsApp
        (131049, 200, "undeliverable", "failed"),
        (130429, 503, None, "failed"),  # not now
        (131056, 503, None, "failed"),
        (190, 500, None, "failed"),  # about our account
        (131042, 500, None, "failed"),
        (132001, 500, None, "failed"),
        (999999, 500, None, "failed"),
    ],
)
def test_errors_are_about_the_guest_the_moment_or_us(
    event_id: str,
    meta: Phones,
    connection: Any,
    error: int,
    status: int,
    outcome: str | None,
    state: str,
) -> None:
    meta.account(error=error)
    answer = send(event_id)
    assert (answer.status_code, answer.get_json().get("outcome")) == (status, outcome)
    assert (message(connection)[0], message_error(connection)) == (state, str(error))
    meta.account()
    if outcome is None:  # it did not leave: the next attempt asks nobody
        assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"
        assert len(sent(meta)) == 1


def test_a_text_that_could_not_reach_meta_waits_for_the_next_attempt(
    event_id: str, meta: Phones, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable = f"{meta.url}/v25.0"
    monkeypatch.setenv("META_GRAPH_URL", UNREACHABLE)
    assert send(event_id).get_json()["error"]["code"] == "whatsapp_unavailable"
    assert message(connection) == ["failed", False]
    monkeypatch.setenv("META_GRAPH_URL", reachable)
    assert step("send-message", event_id, template="sold_out")["outcome"] == "sent"


def test_a_report_of_failure_makes_it_a_finding(
    event_id: str, meta: Phones, connection: Any
) -> None:
    step("send-message", event_id, template="sold_out")
    meta_reports("failed", sent(meta)[0], errors=[{"code": 131026}])
    assert (message(connection)[0], message_error(connection)) == ("failed", "131026")
    cursor = connection.cursor()
    cursor.execute("select count(*) from unreached_guests()")
    assert cursor.fetchone() == [1]


@pytest.mark.parametrize("provider", ["meta", "evolution"])
def test_who_hides_the_number_is_written_to_by_the_id(
    event_id: str, meta: Phones, phones: Phones, connection: Any, provider: str
) -> None:
    choose(provider)
    hidden = {"bsuid": BSUID} if provider == "meta" else {"lid": "216000000000001"}
    stay = {name: STAY[name] for name in ("check_in", "check_out")}
    cursor = connection.cursor()
    cursor.execute(
        "insert into events (id, correlation_id, event_type, source, payload, property_id)"
        " values ('hidden', gen_random_uuid(), 'message_received', 'whatsapp', %s, 'farol')",
        (json.dumps(hidden | stay),),
    )
    assert step("send-message", "hidden", template="sold_out")["outcome"] == "sent"
    there = sent(meta) if provider == "meta" else sent(phones)
    assert [each.get("guest") or each["jid"] for each in there] == [
        BSUID if provider == "meta" else "216000000000001@lid"
    ]


def test_an_address_of_the_other_provider_is_none(
    event_id: str, meta: Phones, connection: Any
) -> None:
    hidden = {name: STAY[name] for name in ("check_in", "check_out")} | {"lid": "216000000000001"}
    cursor = connection.cursor()
    cursor.execute("update events set payload = %s where id = %s", (json.dumps(hidden), event_id))
    assert step("send-message", event_id, template="sold_out")["outcome"] == "undeliverable"
    assert message_error(connection) == "no_address"
