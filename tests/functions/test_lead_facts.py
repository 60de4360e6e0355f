"""What a form says about a person, whatever its fields are called."""

from typing import Any

import pytest
from hotelly.errors import InvalidInput
from hotelly.ingest.leads.facts import facts_of, field_called


@pytest.mark.parametrize(
    ("called", "field"),
    [
        ("name", "name"),
        ("Nome completo", "name"),
        ("your-name", "name"),
        ("fullName", "name"),
        ("FULL_NAME", "name"),
        ("fields[name][value]", "name"),
        ("Seu nome", "name"),
        ("E-mail", "email"),
        ("your-email", "email"),
        ("Seu e-mail", "email"),
        ("Telefone", "phone"),
        ("tel-123", "phone"),
        ("WhatsApp", "phone"),
        ("Qual o seu WhatsApp?", "phone"),
        ("phone_number", "phone"),
        ("Número de telefone", "phone"),
        ("Cidade", "location"),
        ("Tipo de projeto", "project_type"),
        ("utm_source", "source"),
        ("Qual piso você quer?", None),
        ("username", None),
        ("", None),
        ("🏠", None),
    ],
)
def test_a_field_is_known_by_what_forms_call_it(called: str, field: str | None) -> None:
    assert field_called(called) == field


GIVEN: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"name": "Zilda", "phone": "", "email": "zilda@exemplo.com.br"},
        {"email": "zilda@exemplo.com.br"},
    ),
    ({"name": "Zilda", "email": None, "phone": "11 98765-4321"}, {"phone": "+5511987654321"}),
    ({"name": "Zilda", "email": "  zilda@exemplo.com.br "}, {"email": "zilda@exemplo.com.br"}),
    ({"name": "Zilda", "phone": 11987654321}, {"phone": "+5511987654321"}),
    ({"name": " Zilda ", "source": ""}, {}),
    ({"Primeiro nome": "Zilda", "sobrenome": ""}, {}),
]


@pytest.mark.parametrize(("given", "more"), GIVEN)
def test_blank_and_clumsy_fields_cost_nothing(given: dict[str, Any], more: dict[str, Any]) -> None:
    assert facts_of(given.items(), mendable=True) == {"name": "Zilda"} | more


@pytest.mark.parametrize("phone", ["não tenho", "98765-4321", "14155550100", "1" * 90])
def test_what_cannot_be_used_is_kept_beside_a_reason(phone: str) -> None:
    facts = facts_of({"name": "Zilda", "phone": phone}.items(), mendable=True)
    [unusable] = facts["unusable"]
    assert (facts["name"], unusable["field"], unusable["value"]) == ("Zilda", "phone", phone)
    assert unusable["reason"]
    assert phone not in unusable["reason"]


def test_a_forms_own_questions_are_kept() -> None:
    fields = [
        ("nome", "Zilda"),
        ("Qual piso?", "vinílico"),
        ("nome", "Outra"),
        ("m²", ["40", "60"]),
    ]
    assert facts_of(fields, mendable=True)["answers"] == {
        "Qual piso?": "vinílico",
        "nome": "Outra",
        "m²": "40, 60",
    }


def test_nobody_is_refused_where_the_sender_can_ask_and_kept_where_it_cannot() -> None:
    with pytest.raises(InvalidInput):
        facts_of({"phone": "98765-4321"}.items(), mendable=True)
    assert facts_of({"phone": "98765-4321"}.items(), mendable=False)["unusable"]
    assert facts_of([], mendable=False) == {}
