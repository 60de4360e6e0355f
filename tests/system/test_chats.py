"""A guest's words on WhatsApp, through every program, to a paid room."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.waiting import eventually
from infra.local.commands.chat import NOBODY, Telephone, talk
from infra.local.demo.guests import LINK
from infra.local.stack.environments import WHATSAPP_INSTANCE
from infra.local.stack.stack import Stack
from infra.local.standins.meta.server import NUMBER_ID
from tests.system.guests import NIGHT, Guest

NUMBERS: Final[dict[str, dict[str, Any]]] = {
    "evolution": {"whatsapp_instance": WHATSAPP_INSTANCE},
    "meta": {
        "whatsapp_instance": NUMBER_ID,
        "whatsapp_provider": "meta",
        "whatsapp_template": "hotelly_aviso",
    },
}
A_DAY_LATER: Final = (
    "update messages set created_at = created_at - interval '25 hours' where direction = 'inbound'"
)


@pytest.fixture
def caller(stack: Stack, way: str) -> Iterator[Caller]:
    """Guests' telephones are where the house's number is: both stand-ins are read alike."""
    ports = stack.ports
    by_meta = replace(ports, whatsapp=ports.meta)
    with closing(Caller(by_meta if way == "meta" else ports, stack.secrets)) as caller:
        yield caller


@pytest.fixture
def way() -> str:
    return "evolution"


@pytest.fixture
def answered(caller: Caller, records: Records, way: str) -> Iterator[Guest]:
    """At a house that answers by itself, until the test is over."""
    records.done("update properties set whatsapp_instance = null")  # a number is one house's
    guest = Guest(caller, records).opens_hotel()
    name = f"Hotel {guest.number}"
    records.set_property(guest.property_id, name, **NUMBERS[way], answer_after="200 milliseconds")
    records.set_room_type(guest.property_id, "duplo", name="Quarto de casal")
    yield guest
    nobodys = {"whatsapp_instance": None, "whatsapp_provider": "evolution"}
    records.set_property(guest.property_id, name, **nobodys)


def says(guest: Guest, *texts: str, times: int = 1) -> str:
    """The one answer to what a guest writes within moments, however often each is delivered."""
    before = len(guest.caller.read_whatsapp(guest.phone))
    for text in texts:
        guest.caller.write_whatsapp(guest.phone, guest.name, text, times)
    found = eventually(
        "the house answers", lambda: guest.caller.read_whatsapp(guest.phone)[before:]
    )
    return found[0]


@pytest.mark.parametrize("way", NUMBERS)
def test_a_chat_ends_in_a_paid_stay_with_no_message_said_twice(
    caller: Caller, records: Records, answered: Guest
) -> None:
    asked = says(answered, "oi", "tem quarto de casal", f"dia {NIGHT:%d/%m/%Y}?", times=2)
    assert asked.endswith("Até que dia você fica?")
    assert "2 noites" in says(answered, "2 noites, somos 2")
    link = LINK.search(says(answered, "pode reservar", times=3))
    assert link is not None
    assert caller.pay(link.group(), "card").status_code == 303
    texts = eventually("it is confirmed", lambda: caller.read_whatsapp(answered.phone)[3:])
    assert "reserva confirmada" in texts[0]
    [stay] = records.rows(
        """select h.check_in, r.status::text from reservations r join holds h on h.id = r.hold_id
           where r.property_id = %s""",
        answered.property_id,
    )
    assert stay == {"check_in": NIGHT, "status": "confirmed"}
    assert len(caller.read_whatsapp(answered.phone)) == 4


@pytest.mark.parametrize("way", ["meta"])
def test_by_meta_who_wrote_a_day_ago_is_told_in_the_template(
    caller: Caller, records: Records, answered: Guest
) -> None:
    words = f"quero reservar dia {NIGHT:%d/%m/%Y} por 2 noites para 2 adultos"
    says(answered, words)
    link = LINK.search(says(answered, "pode reservar"))
    assert link is not None
    records.done(A_DAY_LATER)
    assert caller.pay(link.group(), "card").status_code == 303
    eventually("it is confirmed", lambda: caller.read_whatsapp(answered.phone)[2:])
    sent = httpx.get(
        f"{caller.ports.whatsapp_url}/_control/messages", params={"to": answered.phone}
    ).json()
    assert [each["template"] for each in sent] == [None, None, "hotelly_aviso"]
    assert "reserva confirmada" in sent[-1]["text"]


def test_hotelly_chat_reads_what_the_house_answers_and_says_when_nobody_does(
    caller: Caller, answered: Guest
) -> None:
    telephone = Telephone(caller, answered.phone, answered.name, patience=2)
    told = talk(telephone, ["quero falar com uma pessoa", "", "alô?"])
    assert "Já chamei alguém" in next(told)
    assert list(told) == [NOBODY]  # a person has the chat now
