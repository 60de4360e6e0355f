"""What came in by WhatsApp: words, changes of words, and what became of ours."""

from hotelly.database import call
from hotelly.web import Answer, EventStep, step


@step
def save_message(body: EventStep) -> Answer:
    """`saved` or `edited`: the guest's message is in their conversation."""
    return call("save_message", event_id=body.event_id)


@step
def set_preference(body: EventStep) -> Answer:
    """`opted_out` or `opted_in`: whether the guest hears of what nobody asked for."""
    return call("set_preference", event_id=body.event_id)


@step
def update_message(body: EventStep) -> Answer:
    """`deleted`, `recorded` {message_id}, or `unknown_message`."""
    return call("update_message", event_id=body.event_id)
