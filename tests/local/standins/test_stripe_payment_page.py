"""The hosted payment page, as a browser gets it."""

from typing import Any

import httpx
import pytest

from tests.local.standins.conftest import OpenSession


def page(session: Any) -> httpx.Response:
    return httpx.get(session.url)


def test_the_page_shows_what_is_bought_until_when_and_for_how_much(
    open_session: OpenSession,
) -> None:
    answer = page(open_session())
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    for shown in (
        "Pousada do Farol",
        "10/03/2027 a 12/03/2027",
        "R$ 1.234,50",
        "Pagar com cartão",
        "Pagar com Pix",
        "Pague até",
        "http://hotel.test/cancelado",
    ):
        assert shown in answer.text


def test_the_page_needs_nothing_from_elsewhere(open_session: OpenSession) -> None:
    text = page(open_session(cancel_url=None)).text
    assert "http" not in text
    assert "<script" not in text


def test_what_the_hotel_wrote_is_escaped(open_session: OpenSession) -> None:
    product = {"name": "<b>Pousada</b>"}
    price = {"currency": "brl", "unit_amount": 5000, "product_data": product}
    text = page(open_session(line_items=[{"quantity": 1, "price_data": price}])).text
    assert "&lt;b&gt;Pousada" in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("actions", "shown"),
    [
        (["decline"], "O cartão foi recusado"),
        (["pix"], "Copie o código Pix"),
        (["pix", "pix_unpaid"], "O pagamento não veio a tempo"),
        (["pix", "pix_paid"], "Pagamento recebido"),
        (["card"], "Pagamento recebido"),
        (["boleto"], "Pague o boleto"),
        (["boleto", "unpaid"], "O pagamento não veio a tempo"),
        (["boleto", "paid"], "Pagamento recebido"),
    ],
)
def test_the_page_follows_the_payment(
    open_session: OpenSession, actions: list[str], shown: str
) -> None:
    session = open_session(payment_method_types=["card", "pix", "boleto"])
    for action in actions:
        httpx.post(str(session.url), data={"action": action})
    assert shown in page(session).text


def test_an_expired_link_says_so_and_takes_nothing(
    open_session: OpenSession, control: httpx.Client
) -> None:
    session = open_session()
    control.post("/advance", json={"seconds": 3600})
    answer = page(session)
    assert answer.status_code == 410
    assert "Este link de pagamento expirou" in answer.text
    assert "<button" not in answer.text


def test_paying_twice_is_refused_with_the_page_as_it_is(open_session: OpenSession) -> None:
    session = open_session()
    httpx.post(str(session.url), data={"action": "card"})
    again = httpx.post(str(session.url), data={"action": "card"})
    assert again.status_code == 409
    assert "Pagamento recebido" in again.text


def test_an_unknown_action_or_session_is_refused(
    open_session: OpenSession, stripe_url: str
) -> None:
    answer = httpx.post(str(open_session().url), data={"action": "steal"})
    assert answer.status_code == 400
    assert "card, decline, pix" in answer.text
    assert httpx.get(f"{stripe_url}/c/pay/cs_test_unknown").status_code == 404


def test_the_front_page_links_every_payment(open_session: OpenSession, stripe_url: str) -> None:
    assert "Ainda não há pagamentos" in httpx.get(stripe_url).text
    session = open_session()
    assert f'href="/c/pay/{session.id}"' in httpx.get(stripe_url).text


@pytest.mark.parametrize(
    ("actions", "state"),
    [
        ([], "aberto"),
        (["card"], "pago"),
        (["pix"], "ainda não pago"),
        (["pix", "pix_paid"], "pago"),
    ],
)
def test_the_front_page_tells_how_far_each_payment_is(
    open_session: OpenSession, stripe_url: str, actions: list[str], state: str
) -> None:
    session = open_session()
    for action in actions:
        httpx.post(str(session.url), data={"action": action})
    assert f"<td>{state}</td>" in httpx.get(stripe_url).text
