"""One guest's money, followed by the functions, at Stripe and in the books."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hotelly import database as hotelly_database

from tests.functions.bookings import held, session
from tests.functions.conftest import SECRETS, send_event, step

POLICIES = {"manual": ["manual"], "rebook": ["rebook", "manual"], "refund": ["refund"]}
HOMELESS = ("late", "paid_twice", "amount_mismatch")


@dataclass
class Money:
    """One guest's money and what Stripe and the database say of it."""

    stripe: str
    connection: Any
    hold_id: str
    session_id: str

    def rows(self, query: str, *arguments: Any) -> list[Any]:
        cursor = self.connection.cursor()
        cursor.execute(query, arguments)
        return [tuple(row) for row in cursor.fetchall()]

    def news(self, event_id: str, times: int = 1) -> str:
        """What the workflow does with news of the session; its last outcome."""
        for _ in range(times):
            outcome = str(step("convert", event_id)["outcome"])
            if outcome in HOMELESS:
                outcome = str(step("resolve-payment", event_id)["outcome"])
            if outcome == "refunding":
                outcome = str(step("refund-payment", event_id)["outcome"])
        return outcome

    def intent(self) -> str:
        return str(session(self.stripe, self.session_id)["payment_intent"])

    def at_stripe(self, path: str, **data: Any) -> Any:
        answer = httpx.post(f"{self.stripe}{path}", json=data)
        answer.raise_for_status()
        return answer.json()

    def refund_there(self, **params: Any) -> str:
        answer = httpx.post(
            f"{self.stripe}/v1/refunds",
            data={"payment_intent": self.intent(), **params},
            auth=(SECRETS["STRIPE_API_KEY"], ""),
        )
        answer.raise_for_status()
        return str(answer.json()["id"])

    def told(self, kind: str, object_id: str) -> str:
        payload = {"object_id": object_id, "payment_intent": self.intent()}
        return str(step("sync-payment", send_event(kind, payload, id=str(uuid4())))["outcome"])

    def state(self) -> tuple[str, str | None, list[str]]:
        """Status and reason of the session's payment, and the kinds of open tasks."""
        [(status, reason)] = self.rows(
            "select status::text, reason from payments where provider_object_id = %s",
            self.session_id,
        )
        tasks = self.rows("select kind from open_tasks() order by kind")
        return status, reason, [kind for (kind,) in tasks]

    def closes(self) -> bool:
        """Money in = stays + refunds + open tasks, and Stripe's refunds are ours, to the cent."""
        unexplained = self.rows("select unexplained from money_book() where unexplained <> 0")
        shown = httpx.get(f"{self.stripe}/v1/refunds", auth=(SECRETS["STRIPE_API_KEY"], ""))
        theirs = sum(
            each["amount"]
            for each in shown.json()["data"]
            if each["payment_intent"] == self.intent() and each["status"] != "failed"
        )
        [(ours,)] = self.rows(
            "select sum(refunded_cents) from payments where payment_intent = %s", self.intent()
        )
        return unexplained == [] and int(ours or 0) == theirs


def new_session(stripe: str, hold_id: str, currency: str, cents: int) -> str:
    """A session that names the hold, as a hand at Stripe may make one."""
    params = {
        "mode": "payment",
        "success_url": "https://x.example",
        "line_items[0][quantity]": 1,
        "line_items[0][price_data][currency]": currency,
        "line_items[0][price_data][unit_amount]": cents,
        "line_items[0][price_data][product_data][name]": "x",
        "metadata[hold_id]": hold_id,
    }
    address = f"{stripe}/v1/checkout/sessions"
    made = httpx.post(address, data=params, auth=(SECRETS["STRIPE_API_KEY"], "")).json()
    return str(made["id"])


@pytest.fixture(params=POLICIES)
def policy(request: pytest.FixtureRequest, hotel: str) -> str:
    options = {"money_policy": POLICIES[request.param]}
    hotelly_database.call("set_property", id="farol", name="Farol", options=options)
    return str(request.param)


@pytest.fixture
def money(policy: str, hotel: str, connection: Any) -> Money:
    _, hold_id, session_id = held()
    return Money(hotel, connection, hold_id, session_id)
