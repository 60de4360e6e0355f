"""Guests who write on WhatsApp: one ends with a paid room, one with a person who answers, and one
with other dates.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from infra.local.client.samples import AT_ANY_HOUR, ari_updated
from infra.local.client.waiting import eventually
from infra.local.demo.guests import LINK, NIGHT, Guest, Hotel
from infra.local.stack.environments import WHATSAPP_INSTANCE

CHATTING_PROPERTY = "pousada-das-dunas"
NAME = "Pousada das Dunas"
ELISA = Guest("Elisa Prado", "+5511987650005", "elisa.prado@exemplo.com.br")
FABIO = Guest("Fábio Moreira", "+5521987650006", "fabio.moreira@exemplo.com.br")
GABI = Guest("Gabi Salles", "+5531987650007", "gabi.salles@exemplo.com.br")
RITA = Guest("Rita Azevedo", "+5548987650008", "rita.azevedo@exemplo.com.br")
"""of the staff"""
GUESTS = (ELISA, FABIO, GABI, RITA)
FIRST_WORDS = "oi, tem quarto de casal de sexta a domingo?"
STANDING = """
select i.correlation_id::text, i.status::text, h.id::text as hold_id, h.status::text as hold,
       h.check_in, r.id is not null as reserved
from contacts k
join conversations c on c.contact_id = k.id
join inquiries i on i.conversation_id = c.id
left join events e on e.id = i.hold_event_id
left join holds h on h.id = e.hold_id
left join reservations r on r.hold_id = h.id and r.status = 'confirmed'
where k.phone = %s
order by i.started_at desc limit 1"""


@dataclass
class Chats:
    """The part of the story that nobody but guests begins."""

    hotel: Hotel

    def tell(self) -> dict[str, str]:
        """Everything that happens; the correlation id of each guest's journey."""
        self.open()
        return {
            f"{ELISA.first_name}, who wrote and paid": self.elisa_books(),
            f"{FABIO.first_name}, who wanted a person": self.fabio_wants_a_person(),
            f"{GABI.first_name}, who changed her dates": self.gabi_changes_her_dates(),
        }

    def open(self) -> None:
        self.hotel.story.chapter("A house that answers its guests")
        records = self.hotel.records
        records.set_property(
            CHATTING_PROPERTY,
            NAME,
            whatsapp_instance=WHATSAPP_INSTANCE,
            answer_after="100 milliseconds",
            staff_phone=RITA.phone,
            address="Rua da Praia, 10, Paraty",
            **AT_ANY_HOUR,
        )
        self.sell("casal", total=1)
        beds = {"name": "Quarto de casal", "adults": 2, "children": 1}
        records.set_room_type(CHATTING_PROPERTY, "casal", **beds)
        self.hotel.story.tell(f"{NAME} sells one double room, and has a WhatsApp number.")

    def sell(self, room_type: str, total: int) -> None:
        today = date.today()
        changes = [
            f"property_id={CHATTING_PROPERTY}",
            f"payload.room_type={room_type}",
            f"payload.first_night={today}",
            f"payload.last_night={NIGHT + timedelta(days=20)}",
            f"payload.total={total}",
        ]
        body = ari_updated().changed(changes)
        answer = self.hotel.stack.post(body.path, body.body).json()
        self.hotel.records.wait_for_event(answer["event_id"])

    def elisa_books(self) -> str:
        story = self.hotel.story
        story.chapter("Chat 1: Elisa writes, and ends with a paid room")
        self.say(ELISA, FIRST_WORDS)
        self.say(ELISA, "somos 2")
        said = self.say(ELISA, "pode reservar")
        link = LINK.search(said)
        story.claim("the room is held, and the answer is a link to pay for it", link)
        assert link is not None
        story.claim("she is to arrive on a Friday", self.standing(ELISA)["check_in"].weekday() == 4)
        story.tell("She opens the payment page and pays by card. Stripe sends its webhook.")
        self.hotel.stack.pay(link.group(), "card")
        self.hotel.read(ELISA, after=3)
        story.claim(
            "what began with a message is a paid reservation", self.standing(ELISA)["reserved"]
        )
        return self.journey(ELISA)

    def fabio_wants_a_person(self) -> str:
        story = self.hotel.story
        story.chapter("Chat 2: Fábio asks for a person")
        self.say(FABIO, "quero falar com uma pessoa")
        tasks = self.hotel.records.rows("select * from open_tasks(%s)", CHATTING_PROPERTY)
        story.claim(
            "hotelly tasks has it: guest_wants_person",
            [task["kind"] for task in tasks] == ["guest_wants_person"],
        )
        told = self.hotel.read(RITA)
        story.claim("Rita of the staff hears of it on her own number", FABIO.phone in told)
        self.hotel.stack.write_whatsapp(FABIO.phone, FABIO.name, "alô?")
        self.settled(FABIO)
        story.claim(
            "the house keeps silent in his chat until somebody has answered",
            len(self.hotel.stack.read_whatsapp(FABIO.phone)) == 1,
        )
        return self.journey(FABIO)

    def gabi_changes_her_dates(self) -> str:
        story = self.hotel.story
        story.chapter("Chat 3: Gabi changes her dates when she has the link")
        first, other = NIGHT, NIGHT + timedelta(days=7)
        self.say(GABI, f"casal de {first:%d/%m/%Y} por 2 noites para 2 pessoas, por favor")
        link = LINK.search(self.say(GABI, "sim, pode reservar"))
        story.claim("the answer is a link to pay", link)
        assert link is not None
        old = self.standing(GABI)
        self.say(
            GABI,
            f"na verdade quero mudar para {other:%d/%m/%Y} a {other + timedelta(days=2):%d/%m/%Y}",
        )
        said = self.say(GABI, "isso, pode mudar")
        new = self.standing(GABI)
        story.claim("she has a new link", LINK.search(said))
        story.claim("the rooms of the other dates are held", new["check_in"] == other)
        story.claim("those of the old ones came back", self.hold(old["hold_id"]) == "cancelled")
        story.claim(
            "the old link takes no money any more",
            self.hotel.stack.pay(link.group(), "card").status_code == 410,
        )
        return self.journey(GABI)

    def say(self, guest: Guest, text: str) -> str:
        """The answer to what a guest writes."""
        before = len(self.hotel.stack.read_whatsapp(guest.phone))
        self.hotel.story.tell(f"{guest.first_name} writes: {text}")
        self.hotel.stack.write_whatsapp(guest.phone, guest.name, text)
        return self.hotel.read(guest, after=before)

    def standing(self, guest: Guest) -> dict[str, Any]:
        """The guest's inquiry, with its hold."""
        (found,) = self.hotel.records.rows(STANDING, guest.phone)
        return found

    def hold(self, hold_id: str) -> str:
        (found,) = self.hotel.records.rows("select status::text from holds where id = %s", hold_id)
        return str(found["status"])

    def settled(self, guest: Guest) -> None:
        """Until everything the guest wrote was dealt with."""
        sql = """select count(*) as waiting from events
                 where payload->>'phone' = %s and status not in ('processed', 'ignored')"""
        eventually(
            "all messages are dealt with",
            lambda: self.hotel.records.rows(sql, guest.phone)[0]["waiting"] == 0,
        )

    def journey(self, guest: Guest) -> str:
        return str(self.standing(guest)["correlation_id"])
