"""receive-webhook, the only public function: verify, normalise, store, dispatch, answer.

    POST /webhook/stripe     Stripe's events
    POST /webhook/whatsapp   events of Evolution API, which may append their name, and of Meta
    POST /webhook/lead       a lead: one's own forms, Meta, Google, Typeform
    GET  of these two        Meta asks whether the address is ours
    POST /events             any event of one's own systems
    GET  /health

200 `accepted` or `duplicate`, 202 `event_saved_workflow_failed`: in all three the receipt is in
Postgres. After a 4xx nothing is; after a 5xx sending it again is safe and needed.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import flask
from werkzeug.datastructures import Headers

from hotelly import log
from hotelly.database import call
from hotelly.errors import MethodNotAllowed, NotFound, Refused
from hotelly.ingest import own_events, stripe_events
from hotelly.ingest.dispatch import argument_of, start_execution
from hotelly.ingest.leads import receive as leads
from hotelly.ingest.receipt import Receipt
from hotelly.ingest.subscription import confirm_subscription
from hotelly.ingest.whatsapp import receive as whatsapp
from hotelly.web import Reply, endpoint, read_body

Receiver = Callable[[Headers, bytes], list[Receipt]]

WHATSAPP: Final = "/webhook/whatsapp"
LEAD: Final = "/webhook/lead"
LARGEST_OF: Final = {WHATSAPP: 24 * 1024 * 1024}
"""bytes of a body, where it may be more than elsewhere: pictures of 16 MB come along as base64, and
are left behind, their captions kept"""
RECEIVERS: Final[Mapping[str, Receiver]] = {
    "/webhook/stripe": stripe_events.receive,
    WHATSAPP: whatsapp.receive,
    LEAD: leads.receive,
    "/events": own_events.receive_event,
}


@endpoint
def receive_webhook(request: flask.Request) -> Reply:
    if request.path == "/health":
        return _health(request)
    route = _route(request.path)
    receiver = RECEIVERS.get(route)
    if receiver is None:
        raise NotFound
    log.bind(route=route)
    if request.method == "GET" and route in (WHATSAPP, LEAD):
        return confirm_subscription(request.args)
    if request.method != "POST":
        raise MethodNotAllowed("POST")
    return _keep_all(receiver(request.headers, read_body(request, LARGEST_OF.get(route))))


def _route(path: str) -> str:
    """Evolution's `webhookByEvents` sends to `/webhook/whatsapp/messages-upsert`, a base address
    with a slash at its end makes two of them, and after a 404 a message is given up for good.
    A form may have its name below `/webhook/lead`.
    """
    path = "/" + "/".join(filter(None, path.split("/")))
    return next((route for route in (WHATSAPP, LEAD) if path.startswith(f"{route}/")), path)


def _health(request: flask.Request) -> Reply:
    if request.method != "GET":
        raise MethodNotAllowed("GET")
    return Reply(200, {"status": "ok"})


def _keep_all(receipts: list[Receipt]) -> Reply:
    """One answer for all that a webhook brought: what went least well counts."""
    replies = [_keep(receipt) for receipt in receipts]
    worst = max(replies, key=lambda reply: reply.status)
    if len(replies) == 1:
        return worst
    return Reply(worst.status, {**worst.body, "event_ids": [r.body["event_id"] for r in replies]})


def _keep(receipt: Receipt) -> Reply:
    stored = call("receive_event", **vars(receipt))
    ids = {"event_id": stored["event_id"], "correlation_id": stored["correlation_id"]}
    log.bind(**ids, event_type=stored["event_type"], source=receipt.source)
    if stored["outcome"] == "conflict":
        raise Refused(409, "conflict", "This id was used before, with other content.", [])
    if stored["beside"]:
        log.warning("a known id came with other content; both are kept")
    # A duplicate of an event that was never dispatched is dispatched again.
    if stored["dispatch"] and not _dispatched(stored):
        return Reply(202, {"status": "event_saved_workflow_failed", **ids})
    return Reply(200, {"status": stored["outcome"], **ids})


def _dispatched(stored: Mapping[str, Any]) -> bool:
    try:
        start_execution(argument_of(stored))
    except Exception as error:  # whatever it was, the event is safe and the sweep will start it
        log.exception("workflow was not started", error)
        return False
    return True
