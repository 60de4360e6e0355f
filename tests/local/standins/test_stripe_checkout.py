"""Checkout Sessions from creation to the last moment money can arrive."""

from typing import Any

import httpx
import pytest
import stripe

from tests.local.standins.conftest import OpenSession


def types_of_events(client: stripe.StripeClient) -> list[str]:
    return [str(event.type) for event in client.v1.events.list().data][::-1]


def post(url: str | None, action: str) -> httpx.Response:
    assert url is not None
    return httpx.post(url, data={"action": action})


def test_a_new_session_is_open_and_unpaid_and_keeps_what_it_was_given(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    created = open_session(client_reference_id="h1", customer_email="ana@hotel.test")
    session = client.v1.checkout.sessions.retrieve(created.id)
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (123450, "brl")
    assert session.metadata is not None
    assert session.metadata.to_dict() == {"hold_id": "h1", "correlation_id": "c1"}
    assert session.payment_method_types == ["card", "pix"]
    assert (session.client_reference_id, session.customer_email) == ("h1", "ana@hotel.test")
    assert session.payment_intent is None
    assert session.url == created.url


def test_a_card_pays_at_once_and_sends_the_payer_back_to_the_hotel(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    opened = open_session(payment_intent_data={"metadata": {"hold_id": "h1"}})
    answer = post(opened.url, "card")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"http://hotel.test/obrigado?sessao={opened.id}"

    session = client.v1.checkout.sessions.retrieve(
        opened.id, {"expand": ["payment_intent.latest_charge", "line_items"]}
    )
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert session.line_items is not None
    assert session.line_items.data[0].description == "Pousada do Farol"
    intent: Any = session.payment_intent
    assert (intent.status, intent.amount_received) == ("succeeded", 123450)
    assert intent.metadata.to_dict() == {"hold_id": "h1"}
    assert (intent.latest_charge.paid, intent.latest_charge.amount) == (True, 123450)
    assert types_of_events(client) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_declined_card_leaves_the_session_open_for_another_try(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    opened = open_session()
    assert post(opened.url, "decline").status_code == 402
    session = client.v1.checkout.sessions.retrieve(opened.id, {"expand": ["payment_intent"]})
    intent: Any = session.payment_intent
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error["code"] == "card_declined"
    assert post(opened.url, "card").status_code == 303
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_pix_completes_the_session_before_its_money_comes(
    client: stripe.StripeClient, open_session: OpenSession, control: httpx.Client
) -> None:
    opened = open_session()
    assert post(opened.url, "pix").status_code == 303
    waiting = client.v1.checkout.sessions.retrieve(opened.id)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")

    assert control.post(f"/sessions/{opened.id}/pix", json={"paid": True}).status_code == 200
    assert client.v1.checkout.sessions.retrieve(opened.id).payment_status == "paid"
    assert types_of_events(client) == [
        "payment_intent.created",
        "payment_intent.requires_action",
        "checkout.session.completed",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


def test_a_pix_that_fails_leaves_the_session_complete_and_unpaid(
    client: stripe.StripeClient, open_session: OpenSession, control: httpx.Client
) -> None:
    opened = open_session()
    post(opened.url, "pix")
    control.post(f"/sessions/{opened.id}/pix", json={"paid": False})
    session = client.v1.checkout.sessions.retrieve(opened.id)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert types_of_events(client)[-1] == "checkout.session.async_payment_failed"


def test_a_pix_is_paid_only_once_and_only_when_there_is_one(
    open_session: OpenSession, control: httpx.Client
) -> None:
    opened = open_session()
    assert control.post(f"/sessions/{opened.id}/pix", json={"paid": True}).status_code == 409
    post(opened.url, "pix")
    assert control.post(f"/sessions/{opened.id}/pix", json={"paid": True}).status_code == 200
    assert control.post(f"/sessions/{opened.id}/pix", json={"paid": True}).status_code == 409


def test_a_pix_nobody_paid_fails_when_its_own_time_is_up(
    client: stripe.StripeClient, open_session: OpenSession, control: httpx.Client
) -> None:
    options = {"pix": {"expires_after_seconds": 1800}}
    opened = open_session(payment_method_options=options)
    post(opened.url, "pix")
    control.post("/advance", json={"seconds": 1790})
    assert "checkout.session.async_payment_failed" not in types_of_events(client)
    control.post("/advance", json={"seconds": 10})
    assert types_of_events(client)[-1] == "checkout.session.async_payment_failed"


def test_an_open_session_can_be_expired_once(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    opened = open_session()
    expired = client.v1.checkout.sessions.expire(opened.id)
    assert (expired.status, expired.url) == ("expired", None)
    assert types_of_events(client) == ["checkout.session.expired"]
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        client.v1.checkout.sessions.expire(opened.id)
    assert post(opened.url, "card").status_code == 410


def test_expiring_a_paid_session_is_refused_so_that_its_money_is_noticed(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    opened = open_session()
    post(opened.url, "card")
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.expire(opened.id)
    assert refusal.value.http_status == 400
    assert refusal.value.user_message == (
        'Only Checkout Sessions with a status in ["open"] can be expired. '
        "This Checkout Session has a status of `complete`."
    )


def test_a_session_expires_by_itself_when_its_time_is_up(
    client: stripe.StripeClient, open_session: OpenSession, control: httpx.Client
) -> None:
    opened = open_session()
    control.post("/advance", json={"seconds": 3590})
    assert client.v1.checkout.sessions.retrieve(opened.id).status == "open"
    control.post("/advance", json={"seconds": 10})
    assert client.v1.checkout.sessions.retrieve(opened.id).status == "expired"
    assert post(opened.url, "card").status_code == 410
    assert types_of_events(client) == ["checkout.session.expired"]


def test_a_session_takes_only_the_methods_it_was_opened_for(open_session: OpenSession) -> None:
    card_only = open_session(payment_method_types=["card"])
    assert post(card_only.url, "pix").status_code == 409
    pix_only = open_session(payment_method_types=["pix"])
    assert post(pix_only.url, "card").status_code == 409


def test_sessions_are_listed_newest_first_page_by_page_and_by_filter(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    first, second, third = open_session(), open_session(), open_session()
    post(second.url, "card")
    sessions = client.v1.checkout.sessions
    newest = sessions.list({"limit": 2})
    assert [each.id for each in newest.data] == [third.id, second.id]
    assert newest.has_more
    rest = sessions.list({"limit": 2, "starting_after": second.id})
    assert [each.id for each in rest.data] == [first.id]
    assert not rest.has_more
    before = sessions.list({"limit": 1, "ending_before": first.id})
    assert [each.id for each in before.data] == [second.id]
    assert [each.id for each in sessions.list({"status": "complete"}).data] == [second.id]
    intent = str(sessions.retrieve(second.id).payment_intent)
    assert [each.id for each in sessions.list({"payment_intent": intent}).data] == [second.id]
    assert len(list(sessions.list({"limit": 1}).auto_paging_iter())) == 3


def test_what_a_list_holds_can_be_expanded(
    client: stripe.StripeClient, open_session: OpenSession
) -> None:
    post(open_session().url, "card")
    expand: Any = ["data.line_items", "data.payment_intent.latest_charge"]
    [session] = client.v1.checkout.sessions.list({"expand": expand}).data
    assert session.line_items is not None
    assert session.line_items.data[0].quantity == 1
    intent: Any = session.payment_intent
    assert intent.latest_charge.payment_method_details["type"] == "card"
