"""Sample webhooks and events, one for each thing that can come in; the lead's are the runbook's.

Each is a JSON body that may be changed before it is sent, by paths such as `payload.check_in`.
"""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

DEMO_PROPERTY = "pousada-mar-azul"
AT_ANY_HOUR = {"quiet_from": "00:00", "quiet_until": "00:00"}
"""no quiet hours: what is told shows at once"""
LEAD_ID = "00000000-0000-0000-0000-000000000000"
"""in a sample, the place of the lead's id: the answer to the lead's webhook leads to it"""


@dataclass(frozen=True)
class Sample:
    path: str
    """the route of receive-webhook"""
    body: Mapping[str, Any]

    def changed(self, changes: Iterable[str]) -> "Sample":
        """The sample with `PATH=VALUE` applied; a VALUE is JSON, unless it replaces a text."""
        body = deepcopy(dict(self.body))
        for change in changes:
            path, equals, text = change.partition("=")
            if not equals:
                raise ValueError(f"{change!r} is not of the form PATH=VALUE")
            _put(body, path.split("."), text)
        return Sample(self.path, body)


def _put(body: dict[str, Any], path: list[str], text: str) -> None:
    *parents, last = path
    for parent in parents:
        body = body.setdefault(parent, {})
    body[last] = text if isinstance(body.get(last), str) else _value(text)


def _value(text: str) -> object:
    """What `text` is as JSON, or else itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _day(offset: int) -> str:
    return (date.today() + timedelta(days=offset)).isoformat()


def lead() -> Sample:
    return Sample(
        "/webhook/lead",
        {
            "source": "manual",
            "name": "João Teste",
            "phone": "11999998888",
            "email": "joao@teste.com",
            "funnel": "end_client",
            "location": "São Paulo",
            "project_type": "residential",
        },
    )


def message() -> Sample:
    return Sample(
        "/webhook/whatsapp",
        {
            "event": "messages.upsert",
            "data": {
                "key": {
                    "remoteJid": "5511999998888@s.whatsapp.net",
                    "fromMe": False,
                    "id": f"TEST{uuid4().hex[:8].upper()}",
                },
                "pushName": "João Teste",
                "message": {"conversation": "Olá, gostaria de saber sobre pisos"},
                "messageType": "conversation",
            },
        },
    )


def stage_changed() -> Sample:
    return _of_lead(
        "stage_changed",
        from_stage="triagem",
        to_stage="qualificado",
        reason="Lead respondeu ao primeiro contato",
    )


def proposal_sent() -> Sample:
    return _of_lead("proposal_sent", title="Piso de madeira, 120 m²", amount_cents=4_250_000)


def won() -> Sample:
    return _of_lead("won", reason="Proposta aceita")


def obra_created() -> Sample:
    return _of_lead("obra_created", name="Apartamento Vila Nova", starts_on=_day(30))


def _of_lead(event_type: str, **payload: object) -> Sample:
    return Sample("/events", {"event_type": event_type, "lead_id": LEAD_ID, "payload": payload})


def ari_updated() -> Sample:
    return _of_property(
        "ari_updated",
        room_type="duplo",
        first_night=_day(1),
        last_night=_day(60),
        total=5,
        price_cents=35_000,
    )


def hold_requested() -> Sample:
    return _of_property(
        "hold_requested",
        check_in=_day(7),
        check_out=_day(9),
        rooms=[{"room_type": "duplo", "quantity": 1}],
        guest={"name": "Ana Souza", "phone": "+5511987654321", "email": "ana@exemplo.com.br"},
        adults=2,
    )


def hold_cancelled() -> Sample:
    return _of_property("hold_cancelled", hold_id=LEAD_ID, reason="guest_changed_plans")


def payment_resolution() -> Sample:
    payload = {"payment_id": LEAD_ID, "decision": "refund", "by": "Rita", "dry_run": True}
    return Sample("/events", {"event_type": "payment_resolution", "payload": payload})


def _of_property(event_type: str, **payload: object) -> Sample:
    body = {"event_type": event_type, "property_id": DEMO_PROPERTY, "payload": payload}
    return Sample("/events", body)


SAMPLES = {
    "lead": lead,
    "message": message,
    "stage_changed": stage_changed,
    "proposal_sent": proposal_sent,
    "won": won,
    "obra_created": obra_created,
    "ari_updated": ari_updated,
    "hold_requested": hold_requested,
    "hold_cancelled": hold_cancelled,
    "payment_resolution": payment_resolution,
}
