"""converse: what a guest wrote is understood, decided and answered, in one step of its event."""

from typing import Any, Final

from hotelly.conversation.chat import Slots, chat_from
from hotelly.conversation.offering import Shop
from hotelly.conversation.turns import decide
from hotelly.database import call
from hotelly.errors import Refused
from hotelly.web import Answer, EventStep, step

OVERTAKEN: Final = "turn_overtaken"
MOST_TRIES: Final = 3


@step
def converse(body: EventStep) -> Answer:
    """`replied`, `silent`, `hold` {hold_event_id}, `cancel` {cancel_event_id, hold_id}, `change`
    (all three); `superseded` when a later message will be answered, `with_person`, `from_staff`,
    `nothing`.
    """
    for attempt in range(MOST_TRIES):
        turn = call("open_turn", event_id=body.event_id)
        if turn["outcome"] == "done":
            return call("record_turn", event_id=body.event_id, turns=0, turn={})
        if turn["outcome"] != "turn":
            return turn
        chat = chat_from(turn)
        decision = decide(chat, _shop(turn["property"]["id"], chat.given_up))
        said = decision.to_json() | _guest(decision.hold, turn)
        try:
            return call("record_turn", event_id=body.event_id, turns=turn["turns"], turn=said)
        except Refused as refusal:
            if refusal.code != OVERTAKEN or attempt == MOST_TRIES - 1:
                raise
    raise AssertionError


@step
def note_staff_reply(body: EventStep) -> Answer:
    """`noted`: the house keeps silent in that chat for a while; `own`: it was ours."""
    return call("note_staff_reply", event_id=body.event_id)


def _guest(hold: dict[str, Any] | None, turn: dict[str, Any]) -> dict[str, Any]:
    return {} if hold is None else {"hold": hold | {"guest": turn["guest"]}}


def _shop(property_id: str, given_up: str | None) -> Shop:
    def about(slots: Slots) -> dict[str, Any]:
        room = {"property_id": property_id, "quantity": slots.rooms or 1}
        return room | {"party": slots.party, "given_up": given_up}

    def offers(slots: Slots) -> list[dict[str, Any]]:
        stay = {"check_in": slots.check_in, "check_out": slots.check_out}
        answer = call("offers", **about(slots), **stay)
        return list(answer["offers"])

    def nearest(slots: Slots) -> list[dict[str, Any]]:
        stay = {"check_in": slots.check_in, "nights": slots.length}
        answer = call("nearest_dates", **about(slots), **stay)
        return list(answer["dates"])

    return Shop(offers, nearest)
