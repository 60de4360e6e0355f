"""Guests who write on WhatsApp: what the house's last words ask for, or anything else at all."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Final

from tests.functions.conversation.phrase import read_phrases
from tests.simulation.functions import ENVIRONMENT, SECRETS
from tests.simulation.guest import Guest
from tests.simulation.guests import PLANS
from tests.simulation.world import HOUR, MINUTE, World

FIRST_WRITER: Final = 50
WISH: Final = "quero reservar de 20/04/2030 a 22/04/2030 para 2 adultos"
ANSWERS: Final = {
    "Posso reservar?": "sim, pode reservar",
    "Posso cancelar?": "sim",
    "Responda com o número": "1",
    "data de chegada": "20/04/2030",
    "Até que dia": "22/04/2030",
    "dia da saída": "22/04/2030",
    "Quantas noites": "2 noites",
    "Quantas pessoas": "2 adultos",
    "quantos adultos": "2 adultos",
    "idade": "5 anos",
    "Quantos quartos": "1 quarto",
    "tipo de quarto": "standard",
}
"""what a guest says to whom asks so"""
OFTEN: Final = (
    *(WISH, "sim", "não", "oi", "obrigada!", "só um momento"),
    *("na verdade quero mudar para 21/04/2030 a 23/04/2030", "de 20/04/2030 por 1 noite"),
    *("quero cancelar", "quero falar com uma pessoa", "isso é um absurdo, péssimo atendimento"),
    *("o link não abre", "já paguei", "aceita pix?", "que horas é o check-in?", "pare"),
    "meu nome é Zuleica Canarinho50, zuleica@exemplo.com.br, cpf 123.456.789-09",
)
WORDS: Final = ("", *OFTEN * 40, *(phrase.text for phrase in read_phrases()))
"""the first stands for what answers the house"""
PAUSES: Final = (45.0, 0.5, 3.0, 6.0, 15.0, 5 * MINUTE, 35 * MINUTE, 5 * HOUR, 14 * HOUR)
"""between two messages"""
ON_THE_WAY: Final = (0.3, 2.0, 5.0, 45.0, 20 * MINUTE)
"""seconds until a message's webhook comes"""
WANDERING: Final = (0.2, 0.0, 0.5, 0.9)
CHECKING: Final = (2 * HOUR, 20 * MINUTE, 9 * HOUR)
"""until somebody of the hotel looks at its tasks"""


class Writers:
    def __init__(self, world: World) -> None:
        self._world = world
        self._draw = world.choices.draw

    def plan(self) -> None:
        for number in range(self._draw("writers", (0, 1, 2))):
            name = f"guest {FIRST_WRITER + number}"
            guest = Guest(FIRST_WRITER + number, self._draw(f"plan of {name}", PLANS))
            self._world.guests.append(guest)
            for moment, message in enumerate(self._moments(name)):
                self._world.stage.at(message, partial(self._write, guest, moment))
        for number in range(self._draw("looks at the tasks", (1, 0, 2, 3))):
            name = f"look {number} at the tasks"
            self._world.at(name, self._draw(f"{name}, within", CHECKING), self._close_tasks)

    def _moments(self, name: str) -> Iterator[float]:
        """When each message is written."""
        moment = self._world.stage.now + self._draw(f"{name} begins after", PAUSES)
        for number in range(self._draw(f"{name}, messages", (4, 1, 2, 6, 9))):
            yield moment
            moment += self._draw(f"{name}, pause after {number}", PAUSES)

    def _write(self, guest: Guest, number: int) -> None:
        name = f"{guest.name} writes {number}"
        wandering = self._draw(f"{guest.name} wanders", WANDERING)
        text = self._draw(f"{name}, says", WORDS, wandering) or _answer_to(guest.read)
        self._world.tell(f"{name}: {text}")
        content = json.dumps(_webhook(guest, number, text, self._world.stage.now)).encode()
        trouble = self._world.webhooks.trouble
        for copy in range(self._draw(f"{name}, copies", (1, 2, 3), trouble)):
            sender = name if not copy else f"{name}, copy {copy}"
            delay = self._draw(f"{sender}, on the way", ON_THE_WAY, trouble)
            self._world.stage.at(
                self._world.stage.now + delay, partial(self._deliver, sender, content)
            )

    def _deliver(self, sender: str, content: bytes) -> None:
        key = {"Authorization": f"Bearer {SECRETS['WHATSAPP_WEBHOOK_SECRET']}"}
        self._world.send(sender, "/webhook/whatsapp", content, lambda: key)

    def _close_tasks(self) -> None:
        """Somebody of the hotel has done what was to be done."""
        postgres = self._world.postgres
        postgres.set_clock()
        closed = postgres.rows(
            "select close_task(id, 'Rita', p_now => sim.now()) from tasks where closed_at is null "
            "and kind like 'guest_%%' order by opened_at, id"
        )
        self._world.tell(f"the hotel closes {len(closed)} tasks of chats")


def _answer_to(read: str) -> str:
    asked = [answer for words, answer in ANSWERS.items() if words in read]
    return asked[0] if asked else WISH


def _webhook(guest: Guest, number: int, text: str, now: float) -> dict[str, object]:
    """As Evolution sends it."""
    key = {
        "remoteJid": f"{guest.phone.removeprefix('+')}@s.whatsapp.net",
        "fromMe": False,
        "id": f"W{guest.number}N{number}",
    }
    message = {"conversation": text}
    data = {"key": key, "pushName": guest.person["name"], "message": message}
    times = {"messageType": "conversation", "messageTimestamp": int(now)}
    instance = ENVIRONMENT["EVOLUTION_INSTANCE"]
    return {"event": "messages.upsert", "instance": instance, "data": data | times}
