"""send-message: one text to one guest for one event, exactly once, by providers without
idempotency keys.

    prepare_message     send: nobody tried · resolve: somebody tried and fell silent · sent: done
    mark_sending        from here on the text may be with the guest; only one run gets past it
    send_text           or find_sent first, when the end of the last attempt is unknown
    record_message      done, with the provider's id
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from hotelly import log
from hotelly.database import call
from hotelly.errors import Unavailable
from hotelly.messaging import evolution, meta
from hotelly.messaging.provider import NotAllowed, Outgoing, Provider, Undeliverable, Unsent
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
SETTLED_AFTER: Final = timedelta(seconds=max(evolution.ANSWER_SECONDS, meta.ANSWER_SECONDS) + 1)
"""of an attempt; shorter than the eight seconds over which the workflow repeats a step"""


class SendMessage(EventStep):
    template: Template


@step
def send_message(body: SendMessage) -> Answer:
    """`sent` {message_id}; `later` when it waits for the morning; `outdated` when it is not so any
    more, such as a link that was closed meanwhile; `undeliverable` when the provider refuses the
    number or the text for good.
    """
    message = call("prepare_message", event_id=body.event_id, template=body.template)
    log.bind(template=body.template, message_id=message["message_id"])
    if message["outcome"] == "sent":
        return _answer("sent", message)
    if message["outcome"] == "resolve" and (provider_id := _found(message)):
        return _recorded(message, provider_id)
    return _send(body, message)


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


def _found(message: Mapping[str, Any]) -> str | None:
    """The provider's id when an earlier attempt got through. Raises Unavailable while it may still
    be on its way, for then the provider would not know it yet.
    """
    since = datetime.fromisoformat(message["sending_at"])
    if datetime.now(UTC) < since + SETTLED_AFTER:
        raise _in_flight()
    sent = _outgoing(message, message, message["body"])
    return PROVIDERS[message["provider"]].find_sent(sent, since, message["others"])


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
