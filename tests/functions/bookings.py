"""A guest's way from a request to a paid session, by the functions and the Stripe stand-in."""

from datetime import datetime
from typing import Any

import httpx

from tests.functions.conftest import NIGHTS, SECRETS, send_event, step

GUEST = {"name": "Zilda Quaresma", "phone": "11 98765-4321", "email": "quaresma@guest.test"}


def request_hold(**changes: Any) -> str:
    payload = {
        "check_in": NIGHTS[0],
        "check_out": NIGHTS[2],
        "rooms": [{"room_type": "double", "quantity": 1}],
        "guest": GUEST,
        **changes,
    }
    key = f"hold-{datetime.now().timestamp()}"
    return send_event("hold_requested", payload, property_id="farol", id=key)


def held() -> tuple[str, str, str]:
    """A hold with an open session: the event's, the hold's and the session's ids."""
    event_id = request_hold()
    hold = step("create-hold", event_id)
    assert hold["outcome"] == "held"
    checkout = step("create-checkout", event_id)
    assert checkout["outcome"] == "open"
    return event_id, hold["hold_id"], checkout["session_id"]


def session(address: str, session_id: str) -> Any:
    answer = httpx.get(
        f"{address}/v1/checkout/sessions/{session_id}", auth=(SECRETS["STRIPE_API_KEY"], "")
    )
    return answer.json()


def sessions_of(address: str, hold_id: str) -> int:
    answer = httpx.get(
        f"{address}/v1/checkout/sessions?limit=100", auth=(SECRETS["STRIPE_API_KEY"], "")
    )
    return sum(each["client_reference_id"] == hold_id for each in answer.json()["data"])


def pay(address: str, session_id: str, action: str = "card") -> None:
    httpx.post(session(address, session_id)["url"], data={"action": action})


def payment_event(session_id: str, kind: str = "payment_succeeded") -> str:
    return send_event(kind, {"session_id": session_id}, id=f"{kind}-{session_id}")


def inventory(connection: Any) -> list[tuple[int, int]]:
    """(held, booked) of each night."""
    cursor = connection.cursor()
    cursor.execute("select inv_held, inv_booked from ari order by night")
    return [tuple(row) for row in cursor.fetchall()]


def code_of(answer: Any) -> str:
    return str(answer.get_json()["error"]["code"])


def settle_pix(address: str, session_id: str, paid: bool) -> None:
    """The bank's word on a waiting Pix; nobody is told by webhook here."""
    answer = httpx.post(f"{address}/_control/sessions/{session_id}/pix", json={"paid": paid})
    answer.raise_for_status()
