"""send-message: one text to one guest for one event, exactly once, by providers without
idempotency keys.

    prepare_message     send: nobody tried · resolve: somebody tried and fell silent · sent: done
    mark_sending        from here on the text may be with the guest; only one run gets past it
    send_text           or find_sent first, when the end of the last attempt is unknown
    record_message      done, with the provider's id
    defer_event         not there, but perhaps still on its way: the event comes back to look again
    doubt_message       never to be known: a person looks, so that no guest reads it twice
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from hotelly import log, settings
from hotelly.database import call
from hotelly.errors import Unavailable
from hotelly.messaging import evolution, meta
from hotelly.messaging.provider import NotAllowed, Outgoing, Provider, Undeliverable, Unsent, Untold
from hotelly.messaging.texts import rendered
from hotelly.web import Answer, EventStep, step

PROVIDERS: Final[Mapping[str, Provider]] = {"evolution": evolution, "meta": meta}
"""by what a property says of `whatsapp_provider`"""
Template = Literal[
    "payment_link",
    "sold_out",
    "in_the_past",
    "too_many_holds",
    "property_busy",
    "over_capacity",
    "min_stay",
    "closed_to_arrival",
    "closed_to_departure",
    "hold_expired",
    "reservation_confirmed",
    "payment_pending",
    "payment_failed",
    "payment_late",
    "payment_twice",
    "payment_refunded",
    "hold_cancelled",
    "change_by_person",
    "task_opened",
    "reply",
]
ANSWERED_WITHIN: Final = timedelta(seconds=max(evolution.ANSWER_SECONDS, meta.ANSWER_SECONDS) + 1)
"""of an attempt whose run lives; within the eight seconds in which a workflow repeats a step"""
SETTLES_SECONDS: Final = "360"
"""after which no part of the way (proxies, queues, the provider) can bring a text any more; the
longest usual timeout, Cloud Run's, is five minutes"""
LOOK_AGAIN: Final = timedelta(minutes=1)


class SendMessage(EventStep):
    template: Template


@step
def send_message(body: SendMessage) -> Answer:
    """`sent` {message_id}; `later` when it waits for the morning, or for word of an attempt that
    fell silent; `outdated` when it is not so any more, such as a link that was closed meanwhile;
    `undeliverable` when the provider refuses the number or the text for good; `unconfirmed` when
    nobody can tell whether it was sent.
    """
    message = call("prepare_message", event_id=body.event_id, template=body.template)
    log.bind(template=body.template, message_id=message["message_id"])
    if message["outcome"] in ("sent", "unconfirmed"):
        return _answer(message["outcome"], message)
    if message["outcome"] == "resolve":
        return _resolve(body, message)
    return _send(body, message)


def _resolve(body: SendMessage, message: Mapping[str, Any]) -> Answer:
    """The text of an earlier attempt may be with the guest, or still on its way there."""
    since = datetime.fromisoformat(message["sending_at"])
    now = datetime.now(UTC)
    if now < since + ANSWERED_WITHIN:
        raise _in_flight()
    provider_id, told = _looked_up(message, since)
    if provider_id:
        return _recorded(message, provider_id)
    if now < (settled := _settled(since)):
        until = min(settled, now + LOOK_AGAIN).isoformat()
        call("defer_event", event_id=body.event_id, until=until)
        return _answer("later", message)
    if told:
        call("unsent_message", message_id=message["message_id"], error="not_found")
        return _send(body, message)
    call("doubt_message", message_id=message["message_id"])
    return _answer("unconfirmed", message)


def _send(body: SendMessage, message: Mapping[str, Any]) -> Answer:
    if message["outdated"]:
        return _answer("outdated", message)
    text = message["body"] or rendered(body.template, message)
    marked = _marked_sending(body, message, text)
    log.bind(message_id=marked["message_id"])
    if marked["outcome"] != "sending":
        return _answer(marked["outcome"], marked)
    try:
        provider_id = PROVIDERS[marked["provider"]].send_text(_outgoing(message, marked, text))
    except Undeliverable as refusal:
        call("fail_message", message_id=marked["message_id"], error=refusal.code)
        return _answer("undeliverable", marked)
    except (Unsent, NotAllowed) as refusal:
        call("unsent_message", message_id=marked["message_id"], error=refusal.reason)
        raise
    return _recorded(marked, provider_id)


def _marked_sending(body: SendMessage, message: Mapping[str, Any], text: str) -> Answer:
    """Of two runs of one event only one gets past here; the other looks again later."""
    about = {"event_id": body.event_id, "template": body.template}
    marked = call("mark_sending", **about, body=text, seen=message["sending_at"])
    if marked["outcome"] == "busy":
        raise _in_flight()
    return marked


def _looked_up(message: Mapping[str, Any], since: datetime) -> tuple[str | None, bool]:
    """The provider's id of an earlier attempt's text, and whether the provider could tell."""
    sent = _outgoing(message, message, message["body"])
    try:
        return PROVIDERS[message["provider"]].find_sent(sent, since, message["others"]), True
    except Untold:
        return None, False


def _settled(since: datetime) -> datetime:
    seconds = settings.optional("WHATSAPP_SETTLES_SECONDS", SETTLES_SECONDS)
    return since + timedelta(seconds=float(seconds))


def _in_flight() -> Unavailable:
    return Unavailable("message_in_flight", "Another run is sending this message. Ask again.")


def _recorded(message: Mapping[str, Any], provider_id: str) -> Answer:
    call("record_message", message_id=message["message_id"], provider_id=provider_id)
    return _answer("sent", message)


def _answer(outcome: str, message: Mapping[str, Any]) -> Answer:
    """Answers stand in the workflow's logs: ids and outcomes only."""
    return {"outcome": outcome, "message_id": message["message_id"]}


def _outgoing(message: Mapping[str, Any], way: Mapping[str, Any], text: str) -> Outgoing:
    """`way`: of mark_sending the way to take, of prepare_message the one that was taken."""
    heard_at = way.get("heard_at")
    return Outgoing(
        message_id=way["message_id"],
        text=text,
        phone=message["to"],
        lid=message["lid"],
        bsuid=message["bsuid"],
        instance=way["instance"],
        template=way.get("template"),
        heard_at=datetime.fromisoformat(heard_at) if heard_at else None,
    )
