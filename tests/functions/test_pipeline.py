"""From a lead to an obra, by the runbook's own bodies."""

from typing import Any

from tests.functions.conftest import SECRETS, ExecutionsApi, post, send_event, step

LEAD = {
    "source": "manual",
    "name": "João Teste",
    "phone": "11999998888",
    "email": "joao@teste.com",
    "funnel": "end_client",
    "location": "São Paulo",
    "project_type": "residential",
}


def test_a_lead_goes_all_the_way_on_one_journey(service: ExecutionsApi, connection: Any) -> None:
    secret = f"Bearer {SECRETS['LEAD_WEBHOOK_SECRET']}"
    received = post("receive-webhook", LEAD, "/webhook/lead", Authorization=secret).get_json()
    lead = step("upsert-lead", received["event_id"])
    assert lead["outcome"] == "created"

    def do(event_type: str, function: str, payload: Any) -> str:
        event_id = send_event(event_type, payload, lead_id=lead["lead_id"])
        outcome: str = step(function, event_id)["outcome"]
        return outcome

    stages = {
        "from_stage": "triagem",
        "to_stage": "qualificado",
        "reason": "Lead respondeu ao primeiro contato",
    }
    assert do("stage_changed", "move-stage", stages) == "moved"
    assert do("proposal_sent", "register-proposal", {"amount_cents": 1500000}) == "proposed"
    assert do("won", "mark-won", {}) == "won"
    assert do("obra_created", "create-obra", {"name": "Casa"}) == "created"

    cursor = connection.cursor()
    cursor.execute("select distinct correlation_id::text from events")
    assert cursor.fetchall() == ([received["correlation_id"]],)


def test_a_message_of_a_lead_joins_the_leads_journey(
    service: ExecutionsApi, connection: Any
) -> None:
    created = send_event("lead_created", LEAD)
    step("upsert-lead", created)
    message = {"message_id": "M1", "phone": "551199998888", "text": "Olá"}
    saved = step("save-message", send_event("message_received", message))
    assert saved["outcome"] == "saved"
    cursor = connection.cursor()
    cursor.execute("select count(distinct correlation_id) from events")
    assert cursor.fetchone() == [1]
