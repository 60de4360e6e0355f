"""From a lead to an obra, each move in the pipeline with its correlation id."""

from typing import Any

import pytest

from tests.sql.hotel import NOON, Hotel, Refused

LEAD = {
    "name": "João Teste",
    "phone": "+5511999998888",
    "email": "joao@teste.com",
    "source": "manual",
    "funnel": "end_client",
    "location": "São Paulo",
    "project_type": "residential",
}
STEP_OF = {
    "stage_changed": "move_stage",
    "proposal_sent": "register_proposal",
    "won": "mark_won",
    "obra_created": "create_obra",
}


def lead(hotel: Hotel, **changes: Any) -> Any:
    return hotel.step("upsert_lead", hotel.event("lead_created", LEAD | changes))


def step(hotel: Hotel, event_type: str, lead_id: str | None, **payload: Any) -> Any:
    return hotel.step(STEP_OF[event_type], hotel.event(event_type, payload, lead_id=lead_id))


def stage(hotel: Hotel) -> str:
    return str(hotel.value("select stage from leads"))


def test_a_lead_is_created_and_enters_the_pipeline(hotel: Hotel) -> None:
    event_id = hotel.event("lead_created", LEAD)
    created = hotel.step("upsert_lead", event_id)
    assert created["outcome"] == "created"
    columns = ", ".join(LEAD)
    assert hotel.rows(f"select {columns} from leads") == [tuple(LEAD.values())]
    assert hotel.rows("select from_stage, to_stage, event_id from pipeline") == [
        (None, "triagem", event_id)
    ]
    assert (
        hotel.value("select lead_id::text from events where id = %s", event_id)
        == created["lead_id"]
    )
    assert hotel.value(
        """select p.correlation_id = e.correlation_id
           from pipeline p join events e on e.id = p.event_id"""
    )


def test_the_same_person_is_the_same_lead_with_newer_facts(hotel: Hotel) -> None:
    created = lead(hotel)
    again = lead(hotel, name="João da Silva", email=None, location=None)
    assert again == {"outcome": "updated", "lead_id": created["lead_id"]}
    assert hotel.rows("select name, email, location from leads") == [
        ("João da Silva", "joao@teste.com", "São Paulo")
    ]
    assert hotel.value("select count(*) from pipeline") == 1


def test_a_lead_may_have_an_email_only(hotel: Hotel) -> None:
    created = lead(hotel, phone=None)
    assert lead(hotel, phone=None, email="JOAO@teste.com")["lead_id"] == created["lead_id"]
    assert lead(hotel)["lead_id"] != created["lead_id"]


def test_a_lead_without_an_address_is_a_person_of_its_own(hotel: Hotel) -> None:
    first, second = (lead(hotel, phone=None, email=None)["lead_id"] for _ in range(2))
    assert first != second
    assert hotel.value("select count(*) from contact_identities") == 0


def test_answers_gather_and_a_table_says_what_a_form_means_by_them(hotel: Hotel) -> None:
    hotel.rows("insert into lead_form_fields values ('f1', 'Onde?', 'location')")
    form = {"form_id": "f1", "location": None}
    lead(hotel, **form, answers={"Onde?": "Santos", "Piso?": "vinílico"})
    lead(hotel, **form, answers={"Prazo?": "março"}, unusable=[{"field": "phone"}])
    assert hotel.rows("select location, answers, unusable from leads") == [
        (
            "Santos",
            {"Onde?": "Santos", "Piso?": "vinílico", "Prazo?": "março"},
            [{"field": "phone"}],
        )
    ]


def test_a_payload_cannot_set_what_the_pipeline_decides(hotel: Hotel) -> None:
    lead(hotel, stage="ganho", id="00000000-0000-0000-0000-000000000009")
    assert stage(hotel) == "triagem"


def test_a_stage_moves_from_where_the_sender_believes_the_lead_to_be(hotel: Hotel) -> None:
    lead_id = lead(hotel)["lead_id"]
    moved = step(
        hotel,
        "stage_changed",
        lead_id,
        from_stage="triagem",
        to_stage="qualificado",
        reason="respondeu",
    )
    assert moved == {"outcome": "moved", "lead_id": lead_id, "stage": "qualificado"}
    stale = step(hotel, "stage_changed", lead_id, from_stage="triagem", to_stage="perdido")
    assert stale == {"outcome": "stale", "lead_id": lead_id, "stage": "qualificado"}
    assert step(hotel, "stage_changed", lead_id, to_stage="negociação")["outcome"] == "moved"
    assert hotel.rows("select from_stage, to_stage, reason from pipeline order by id")[1:] == [
        ("triagem", "qualificado", "respondeu"),
        ("qualificado", "negociação", None),
    ]


def test_proposal_won_obra(hotel: Hotel) -> None:
    lead_id = lead(hotel)["lead_id"]
    proposed = step(hotel, "proposal_sent", lead_id, title="Piso", amount_cents=1_500_000)
    assert (proposed["outcome"], stage(hotel)) == ("proposed", "proposta")
    won = step(hotel, "won", lead_id)
    assert won == {"outcome": "won", "lead_id": lead_id, "project_id": proposed["project_id"]}
    assert stage(hotel) == "ganho"
    obra = step(
        hotel, "obra_created", lead_id, name="Casa", address="Rua A, 1", starts_on="2030-05-01"
    )
    assert (obra["outcome"], obra["project_id"], stage(hotel)) == (
        "created",
        proposed["project_id"],
        "obra",
    )
    assert hotel.rows("select id::text, name, starts_on::text from obras") == [
        (obra["obra_id"], "Casa", "2030-05-01")
    ]


def test_of_several_proposals_the_latest_or_the_named_one_is_won(hotel: Hotel) -> None:
    lead_id = lead(hotel)["lead_id"]
    first = step(hotel, "proposal_sent", lead_id)["project_id"]
    event_id = hotel.event("proposal_sent", {}, lead_id=lead_id)
    second = hotel.step("register_proposal", event_id, NOON.replace(hour=13))["project_id"]
    assert step(hotel, "won", lead_id)["project_id"] == second
    assert step(hotel, "won", lead_id, project_id=first)["project_id"] == first


def test_a_yes_said_again_changes_nothing(hotel: Hotel) -> None:
    lead_id = lead(hotel)["lead_id"]
    step(hotel, "proposal_sent", lead_id)
    step(hotel, "proposal_sent", lead_id)
    project_id = step(hotel, "won", lead_id)["project_id"]
    before = hotel.value("select count(*) from outbox_events")
    for named in ({}, {"project_id": project_id}, {}):
        again = step(hotel, "won", lead_id, **named)
        assert (again["outcome"], again["project_id"]) == ("already_won", project_id)
    assert hotel.value("select count(*) from outbox_events") == before
    assert hotel.rows("select status::text from projects order by 1") == [("proposed",), ("won",)]


def test_an_obra_needs_a_won_project_and_is_the_only_one_of_it(hotel: Hotel) -> None:
    lead_id = lead(hotel)["lead_id"]
    proposed = step(hotel, "proposal_sent", lead_id)["project_id"]
    assert step(hotel, "obra_created", lead_id) == {"outcome": "no_won_project", "lead_id": lead_id}
    assert step(hotel, "obra_created", lead_id, project_id=proposed)["outcome"] == "no_won_project"
    step(hotel, "won", lead_id)
    assert step(hotel, "obra_created", lead_id)["outcome"] == "created"
    assert step(hotel, "obra_created", lead_id)["outcome"] == "no_won_project"


def test_a_project_of_somebody_else_is_refused(hotel: Hotel) -> None:
    project_id = step(hotel, "won", lead(hotel)["lead_id"])["project_id"]
    other = lead(hotel, phone="+5511911112222")["lead_id"]
    with pytest.raises(Refused) as refused:
        step(hotel, "obra_created", other, project_id=project_id)
    assert (refused.value.state, refused.value.code) == ("XH404", "unknown_project")


@pytest.mark.parametrize("event_type", STEP_OF)
def test_a_pipeline_event_needs_its_lead(hotel: Hotel, event_type: str) -> None:
    with pytest.raises(Refused) as refused:
        step(hotel, event_type, None, to_stage="ganho")
    assert (refused.value.code, refused.value.path) == ("missing", "lead_id")


def test_stages_count_in_the_order_of_receipt(hotel: Hotel) -> None:
    lead_id = lead(hotel)["lead_id"]
    older = hotel.event("stage_changed", {"to_stage": "visita"}, lead_id=lead_id)
    newer = hotel.event("stage_changed", {"to_stage": "perdido"}, lead_id=lead_id)
    assert hotel.step("move_stage", newer)["outcome"] == "moved"
    assert hotel.step("move_stage", older)["outcome"] == "stale"
    assert stage(hotel) == "perdido"


def test_a_yes_that_runs_late_wins_the_project_and_leaves_the_newer_stage(hotel: Hotel) -> None:
    lead_id = lead(hotel)["lead_id"]
    won = hotel.event("won", {}, lead_id=lead_id)
    step(hotel, "stage_changed", lead_id, to_stage="obra")
    assert hotel.step("mark_won", won)["outcome"] == "won"
    assert stage(hotel) == "obra"
