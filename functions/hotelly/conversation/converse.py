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
    (all three); `superseded` when a later message will be answered, `with_person`, `nothing`.
    """
    for attempt in range(MOST_TRIES):
        turn = call("open_turn", event_id=body.event_id)
        if turn["outcome"] == "done":
            return call("record_turn", event_id=body.event_id, turns=0, turn={})
        if turn["outcome"] != "turn":
            return turn
        decision = decide(chat_from(turn), _shop(turn["property"]["id"]))
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


def _shop(property_id: str) -> Shop:
    def offers(slots: Slots) -> list[dict[str, Any]]:
        stay = {"check_in": slots.check_in, "check_out": slots.check_out}
        answer = call("offers", **_about(property_id, slots), **stay)
        return list(answer["offers"])

    def nearest(slots: Slots) -> list[dict[str, Any]]:
        stay = {"check_in": slots.check_in, "nights": slots.length}
        answer = call("nearest_dates", **_about(property_id, slots), **stay)
        return list(answer["dates"])

    return Shop(offers, nearest)


def _about(property_id: str, slots: Slots) -> dict[str, Any]:
    return {"property_id": property_id, "quantity": slots.rooms or 1, "party": slots.party}
