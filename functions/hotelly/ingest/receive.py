"""receive-webhook, the only public function: verify, normalise, store, dispatch, answer.

    POST /webhook/stripe     Stripe's events
    POST /webhook/whatsapp   events of Evolution API, which may append their name, and of Meta
    POST /webhook/lead       a lead: one's own forms, Meta, Google, Typeform
    GET  of these two        Meta asks whether the address is ours
    POST /events             any event of one's own systems
    GET  /health             whether the process lives
    GET  /ready              whether it could keep an event: secrets are set, the database answers

200 `accepted` or `duplicate`, 202 `event_saved_workflow_failed` or `event_saved_for_later` (from
somebody who writes very much): in all four the receipt is in Postgres. After a 4xx nothing is;
after a 429 or a 5xx sending it again is safe and needed; `paused` is such a 503.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import flask
from werkzeug.datastructures import Headers

from hotelly import log, settings
from hotelly.database import call
from hotelly.errors import Forbidden, MethodNotAllowed, NotFound, Paused, Refused, Unauthorized
from hotelly.ingest import own_events, rates, stripe_events
from hotelly.ingest.dispatch import argument_of, start_execution
from hotelly.ingest.leads import receive as leads
from hotelly.ingest.receipt import ReadBody, Receipt
from hotelly.ingest.subscription import confirm_subscription
from hotelly.ingest.whatsapp import receive as whatsapp
from hotelly.web import Reply, endpoint, read_body

Receiver = Callable[[Headers, ReadBody], list[Receipt]]

WHATSAPP: Final = "/webhook/whatsapp"
LEAD: Final = "/webhook/lead"
LARGEST_OF: Final = {WHATSAPP: 24 * 1024 * 1024}
"""bytes of a body, where it may be more than elsewhere: pictures of 16 MB come along as base64, and
are left behind, their captions kept"""
INTAKES: Final = {
    "/webhook/stripe": "stripe",
    WHATSAPP: "whatsapp",
    LEAD: "leads",
    "/events": "events",
}
"""by what name it is paused"""
PAUSED_SECONDS: Final = 300
"""after which it is worth asking again whether a pause is over"""
RECEIVERS: Final[Mapping[str, Receiver]] = {
    "/webhook/stripe": stripe_events.receive,
    WHATSAPP: whatsapp.receive,
    LEAD: leads.receive,
    "/events": own_events.receive_event,
}


for weak in settings.weak_secrets():
    log.write("ERROR", f"the secret {weak} is too short and will not be used")


@endpoint
def receive_webhook(request: flask.Request) -> Reply:
    if request.path in STATES:
        return _state(request)
    route = _route(request.path)
    receiver = RECEIVERS.get(route)
    if receiver is None:
        raise NotFound
    log.bind(route=route)
    if request.method == "GET" and route in (WHATSAPP, LEAD):
        return _guarded(route, request, lambda: confirm_subscription(request.args))
    if request.method != "POST":
        raise MethodNotAllowed("POST")
    return _guarded(
        route, request, lambda: _keep_all(_receipts(receiver, route, request), INTAKES[route])
    )


def _guarded(route: str, request: flask.Request, answer: Callable[[], Reply]) -> Reply:
    address = _address(request)
    rates.admit(route, address)
    try:
        return answer()
    except (Unauthorized, Forbidden):
        rates.note_wrong_secret(route, address)
        raise


def _receipts(receiver: Receiver, route: str, request: flask.Request) -> list[Receipt]:
    return receiver(request.headers, lambda: read_body(request, LARGEST_OF.get(route)))


def _address(request: flask.Request) -> str:
    """Whose connection it is: the last one in the list is what Google's front end has seen."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return forwarded.rpartition(",")[2].strip() or request.remote_addr or ""


def _route(path: str) -> str:
    """Evolution's `webhookByEvents` sends to `/webhook/whatsapp/messages-upsert`, a base address
    with a slash at its end makes two of them, and after a 404 a message is given up for good.
    A form may have its name below `/webhook/lead`.
    """
    path = "/" + "/".join(filter(None, path.split("/")))
    return next((route for route in (WHATSAPP, LEAD) if path.startswith(f"{route}/")), path)


def _state(request: flask.Request) -> Reply:
    if request.method != "GET":
        raise MethodNotAllowed("GET")
    return STATES[request.path]()


def _health() -> Reply:
    return Reply(200, {"status": "ok"})


def _ready() -> Reply:
    """Raises NotConfigured, Unavailable."""
    for name in settings.NEEDED_SECRETS:
        settings.secrets(name)
    call("ready")
    return Reply(200, {"status": "ready"})


STATES: Final[Mapping[str, Callable[[], Reply]]] = {"/health": _health, "/ready": _ready}


def _keep_all(receipts: list[Receipt], intake: str) -> Reply:
    """One answer for all that a webhook brought: what went least well counts. Raises Paused."""
    stored = [call("receive_event", **vars(receipt), intake=intake) for receipt in receipts]
    if any(each["outcome"] == "paused" for each in stored):
        raise Paused(PAUSED_SECONDS)
    replies = [_answer(*each) for each in zip(receipts, stored, strict=True)]
    worst = max(replies, key=lambda reply: reply.status)
    if len(replies) == 1:
        return worst
    return Reply(worst.status, {**worst.body, "event_ids": [r.body["event_id"] for r in replies]})


def _answer(receipt: Receipt, stored: Mapping[str, Any]) -> Reply:
    ids = {"event_id": stored["event_id"], "correlation_id": stored["correlation_id"]}
    log.bind(**ids, event_type=stored["event_type"], source=receipt.source)
    if stored["outcome"] == "conflict":
        raise Refused(409, "conflict", "This id was used before, with other content.", [])
    if stored["beside"]:
        log.warning("a known id came with other content; both are kept")
    if stored["dispatch"] and not _is_of_a_patient_guest(receipt):
        return Reply(202, {"status": "event_saved_for_later", **ids})
    # A duplicate of an event that was never dispatched is dispatched again.
    if stored["dispatch"] and not _dispatched(stored):
        return Reply(202, {"status": "event_saved_workflow_failed", **ids})
    return Reply(200, {"status": stored["outcome"], **ids})


def _is_of_a_patient_guest(receipt: Receipt) -> bool:
    """Each message costs a run and perhaps a text; the sweep takes those of a flood in its time."""
    names = (receipt.payload.get(name) for name in ("phone", "lid"))
    guest = next((str(name) for name in names if name), None)
    return receipt.event_type != "message_received" or not guest or rates.MESSAGES.take(guest)


def _dispatched(stored: Mapping[str, Any]) -> bool:
    try:
        start_execution(argument_of(stored))
    except Exception as error:  # whatever it was, the event is safe and the sweep will start it
        log.exception("workflow was not started", error)
        return False
    return True
