"""One event through the ingest-event workflow, with stubbed functions."""

from collections.abc import Mapping
from typing import Any

from infra.engine.testing import Finished, execute
from tests.workflows.functions_stub import FUNCTIONS_URL, Answer, Functions

IDS = {"event_id": "e1", "correlation_id": "c1"}


def begun(event_type: str, **more: Any) -> Mapping[str, Any]:
    return {"outcome": "begun", **IDS, "event_type": event_type, "hold_id": "h1", **more}


def finished(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"outcome": body["status"], "finished": True, "result": body.get("result")}


def ingest(event_type: str, **answers: Answer) -> tuple[Finished, Functions]:
    named = {name.replace("_", "-"): answer for name, answer in answers.items()}
    functions = Functions({"begin-event": begun(event_type), "finish-event": finished, **named})
    argument = {**IDS, "event_type": event_type, "property_id": "farol"}
    environment = {"FUNCTIONS_URL": FUNCTIONS_URL}
    source = "workflows/ingest-event.workflows.yaml"
    return execute(source, argument, http=functions, environment=environment), functions
