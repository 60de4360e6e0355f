"""What guests read."""

import string
from typing import Any, get_args

import pytest
from hotelly.messaging.send import Template
from hotelly.messaging.texts import TEMPLATES, MissingFact, amount, deadline, rendered

FACTS: dict[str, Any] = {
    "name": "zilda maria",
    "property_name": "Pousada do Farol",
    "hold_id": "5b1fd7a1-0000-4000-8000-000000000001",
    "check_in": "2027-03-10",
    "check_out": "2027-03-12",
    "amount_cents": 123450,
    "currency": "brl",
    "url": "https://pay.example/1",
    "expires_at": "2027-03-01T21:30:00+00:00",
    "time_zone": "America/Sao_Paulo",
    "min_stay": 3,
    "adults": 5,
    "children": 1,
    "address": "Rua do Farol, 7",
    "rooms": [{"name": "Quarto de casal", "quantity": 2}, {"name": "Suíte", "quantity": 1}],
    "refund_cents": 20_000,
    "task_id": "7c01f6fc-0000-4000-8000-000000000001",
    "task_kind": "guest_asks",
    "guest_name": "zilda maria",
    "guest_phone": "+5511987654321",
}


def test_there_is_a_text_for_each_template_and_no_other() -> None:
    assert set(TEMPLATES) == set(get_args(Template)) - {"reply"}  # which is written in the chat


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_text_can_be_filled_in_and_names_guest_and_hotel(template: str) -> None:
    text = rendered(template, FACTS)
    assert "zilda" in text
    assert "Pousada do Farol" in text
    assert not [field for _, field, _, _ in string.Formatter().parse(text) if field]


def test_the_link_comes_with_amount_dates_and_deadline_in_the_hotels_time() -> None:
    assert rendered("payment_link", FACTS) == (
        "Olá, zilda! Reservamos para você na Pousada do Farol: 2\u00a0× Quarto de casal e Suíte, de"
        " 10/03/2027 a 12/03/2027 (2 noites), para 5 adultos e 1 criança, no total de"
        " R$\u00a01.234,50.\n\n"
        "Para confirmar, pague até 01/03/2027 às\u00a018:30 (horário de Brasília):\nhttps://pay.example/1\n\n"
        "Depois desse prazo os quartos voltam a ficar disponíveis. Para mudar algo ou falar com uma"
        " pessoa, responda por aqui. Código: 5B1FD7A1"
    )


@pytest.mark.parametrize("fact", ["url", "expires_at", "amount_cents"])
def test_a_text_without_a_fact_is_not_made(fact: str) -> None:
    with pytest.raises(MissingFact):
        rendered("payment_link", {**FACTS, fact: None})


def test_a_guest_without_a_name_is_greeted_all_the_same() -> None:
    assert rendered("sold_out", {**FACTS, "name": None}).startswith("Olá! ")


NAMES = {
    "Ana": "Ana",
    "  josé  da silva": "josé",
    "D'Ávila": "D'Ávila",
    "Ana-Lú": "Ana-Lú",
    "Jose\u0301": "José",
    "Юлия": "Юлия",
    "अनिता": "अनिता",
    "李娜": "李娜",
}
NO_NAMES = {
    "a link": "http://golpe.example/pix Ana",
    "a link without a scheme": "golpe.example",
    "a link with a slash": "golpe/pix",
    "emphasis": "*GRÁTIS* Ana",
    "emphasis inside": "An_a_",
    "a code": "```Ana",
    "an invisible character": "An\u200ba",
    "one in the rest of the name": "Ana \u202eevil",
    "another direction": "\u202eanA",
    "a line": "Ana\nPague em golpe.example",
    "a line of its own kind": "\u2028golpe",
    "a number": "+5511999998888",
    "digits": "4na",
    "a word of two alphabets": "Аna",
    "a heap of marks": "A\u0335\u0336\u0337na",
    "one letter": "A",
    "no letter": "🌴",
    "a long word": "a" * 21,
    "a hyphen at the end": "Ana-",
    "a word with signs": "Ana;",
    "braces": "{url}",
    "nothing": " ",
}


@pytest.mark.parametrize(("name", "first"), NAMES.items())
def test_a_guest_is_greeted_by_the_first_name(name: str, first: str) -> None:
    assert rendered("sold_out", {**FACTS, "name": name}).startswith(f"Olá, {first}!")


@pytest.mark.parametrize("name", NO_NAMES.values(), ids=NO_NAMES)
def test_what_may_be_no_name_is_left_out(name: str) -> None:
    assert rendered("sold_out", {**FACTS, "name": name}).startswith("Olá! Infelizmente ")


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [
        (5, "brl", "R$\u00a00,05"),
        (123456789, "brl", "R$\u00a01.234.567,89"),
        (100, "eur", "€\u00a01,00"),
        (100, "chf", "CHF\u00a01,00"),
        (45000, "clp", "CLP\u00a045.000"),
        (1234, "kwd", "KWD\u00a01,234"),
    ],
)
def test_amounts_as_brazilians_write_them(cents: int, currency: str, text: str) -> None:
    assert amount(cents, currency) == text


def test_a_deadline_after_midnight_is_of_the_next_day() -> None:
    assert deadline("2027-03-02T02:59:00Z", "America/Sao_Paulo") == (
        "01/03/2027 às\u00a023:59 (horário de Brasília)"
    )
