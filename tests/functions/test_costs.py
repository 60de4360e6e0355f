"""What a booking, a message and an idle minute take: the deployed workflows, real functions.

When it is another number now, or a new schedule: put it into tests/costs/counted.yaml, and
`python -m tests.costs` computes docs/COSTS.md.
"""

from typing import Any

import pytest

from infra.deployment import load_deployment
from infra.engine.stubs import json_response
from infra.engine.testing import Finished, execute
from infra.engine.world.context import HttpRequest, HttpResponse
from infra.local.stack.state import CHECKOUT
from tests.costs.counting import billed_steps
from tests.costs.use import COUNTED, Use
from tests.functions.bookings import pay, payment_event, request_hold
from tests.functions.conftest import ExecutionsApi, Phones, post, send_event
from tests.workflows.functions_stub import FUNCTIONS_URL

WEBHOOK = Use(steps=0, calls=1)


def door(request: HttpRequest) -> HttpResponse:
    name = request.url.removeprefix("https://").partition("-123.")[0]
    answer = post(name, request.body)
    return json_response(answer.get_json(), answer.status_code)


def run(workflow: str, argument: Any) -> tuple[Use, Finished]:
    source = CHECKOUT / load_deployment().workflows[workflow].source
    environment = {"FUNCTIONS_URL": FUNCTIONS_URL}
    done = execute(source, argument, http=door, environment=environment)
    assert done.error is None, done.error
    steps = billed_steps(workflow, ((each.routine, each.step) for each in done.entries))
    return Use(steps, len(done.requests)), done


def ingest(executions: ExecutionsApi, event_id: str) -> Use:
    [argument] = [each for each in executions.arguments if each["event_id"] == event_id]
    use, done = run("ingest-event", argument)
    assert done.result["message"] == "sent"
    return WEBHOOK + use


def test_a_booking_takes_what_the_sheet_says(
    hotel: str, service: ExecutionsApi, phones: Phones, connection: Any
) -> None:
    asked = ingest(service, request_hold())
    cursor = connection.cursor()
    cursor.execute("select provider_object_id from payments")
    [[session_id]] = cursor.fetchall()
    pay(hotel, session_id)
    assert asked + ingest(service, payment_event(session_id)) == COUNTED["booking"]


def test_an_answered_message_takes_what_the_sheet_says(
    service: ExecutionsApi, phones: Phones
) -> None:
    message = {"message_id": "M1", "phone": "+5511987654321", "text": "Bom dia"}
    event_id = send_event("message_received", message, property_id="farol")
    assert ingest(service, event_id) == COUNTED["message"]


@pytest.mark.parametrize("name", load_deployment().schedules)
def test_a_schedule_with_nothing_to_do_takes_what_the_sheet_says(
    name: str, service: ExecutionsApi, stripe_standin: str
) -> None:
    schedule = load_deployment().schedules[name]
    run(schedule.workflow, schedule.argument)  # the first one reads what was before
    use, _ = run(schedule.workflow, schedule.argument)
    assert use == COUNTED[name]
