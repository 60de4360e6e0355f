"""Money that came too late for its rooms, and what may be done with it."""

from datetime import datetime, timedelta
from typing import Any

from tests.sql.hotel import PROPERTY, RELEASE, Answer, Hotel

LATE = RELEASE + timedelta(minutes=5)
ANOTHER = {"name": "Bia", "phone": "+5511911112222"}


def policy(hotel: Hotel, *decisions: str, **options: Any) -> None:
    hotel.call(
        "set_property", id=PROPERTY, name="P", options={"money_policy": list(decisions), **options}
    )


def late_money(hotel: Hotel) -> tuple[str, str]:
    """Money that came after its rooms were sold to somebody else: ids of its event and hold."""
    hotel.set_ari(total=1)
    _, hold_id, session_id = hotel.checkout()
    assert hotel.hold(RELEASE, guest=ANOTHER)[1]["outcome"] == "held"
    return paid_event(hotel, session_id, hold_id, LATE), hold_id


def paid_event(hotel: Hotel, session_id: str, hold_id: str, now: datetime, **changes: Any) -> str:
    event_id = hotel.event("payment_succeeded", {"session_id": session_id})
    session = {
        "session_id": session_id,
        "status": "complete",
        "payment_status": "paid",
        "amount_total": 20_000,
        "currency": "brl",
        "payment_intent": f"pi_{session_id}",
        "hold_id": hold_id,
    }
    hotel.step("convert", event_id, now, session=session | changes)
    return event_id


def resolve(hotel: Hotel, event_id: str, now: datetime = LATE) -> Answer:
    return hotel.step("resolve_payment", event_id, now)


def decide(hotel: Hotel, hold_id: str, decision: str, **more: Any) -> Answer:
    payment_id = hotel.value("select id from payments where hold_id = %s", hold_id)
    payload = {"payment_id": str(payment_id), "decision": decision, "by": "Rita", **more}
    return resolve(hotel, hotel.event("payment_resolution", payload))


def give_back(hotel: Hotel, event_id: str, status: str = "succeeded") -> Answer:
    refund_id = hotel.call("refund_to_make", event_id=event_id)["refund_id"]
    made = {"refund_id": refund_id, "status": status, "provider_object_id": f"re_{refund_id}"}
    return hotel.step("record_refund", event_id, LATE, **made)


def kinds_of_tasks(hotel: Hotel) -> list[str]:
    return [kind for (kind,) in hotel.rows("select kind from open_tasks() order by kind")]


def books_close(hotel: Hotel) -> bool:
    return hotel.rows("select unexplained from money_book() where unexplained <> 0") == []


def synced(hotel: Hotel, hold_id: str, refunds: list[dict[str, Any]], **more: Any) -> Answer:
    """What sync_payment makes of the refunds that the provider shows."""
    intent = hotel.value("select payment_intent from payments where hold_id = %s", hold_id)
    event_id = hotel.event("refund_changed", {"object_id": "ch_1", "payment_intent": intent})
    return hotel.step(
        "record_refunds", event_id, LATE, payment_intent=intent, refunds=refunds, **more
    )


def refund(amount: int, status: str = "succeeded", **more: Any) -> dict[str, Any]:
    return {"id": "re_1", "amount": amount, "currency": "brl", "status": status, **more}
