"""WhatsApp by Meta's Cloud API: send a text, as itself or inside an approved template.

There is no idempotency key and nothing to look a text up by. Each carries our id of it, which comes
back with every report of its delivery: a sending that ended in silence is resolved by that report
(record_delivery.sql).
https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from hotelly import graph, log
from hotelly.errors import Unavailable
from hotelly.messaging.provider import NotAllowed, Outgoing, Undeliverable, Unsent, Untold

ANSWER_SECONDS: Final = 5
WINDOW: Final = timedelta(hours=24)
"""after the guest's last words, in which free text is allowed"""
NEARLY: Final = timedelta(minutes=1)
WINDOW_IS_OVER: Final = 131047
NOT_TO_THIS_PERSON: Final = frozenset((131021, 131026, 131030, 131049, 131050, 131051, 131062))
"""no WhatsApp, an old one, a person who is not to be written to"""
NOT_NOW: Final = frozenset(
    (4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 135000)
)
"""rates and faults of Meta's; all else is about our account, its number, template or money"""
UNKNOWN: Final = frozenset((None, 1, 2))
"""nobody knows what Meta did"""


def send_text(message: Outgoing) -> str:
    """As Provider has it."""
    if message.template and not _is_open(message):
        return _sent(message, _in_template(message))
    try:
        return _sent(message, {"type": "text", "text": {"body": message.text}})
    except _WindowIsOver:
        if message.template:
            return _sent(message, _in_template(message))
        raise


def find_sent(message: Outgoing, since: datetime, others: Collection[str]) -> str | None:
    """As Provider has it. Had a report of this text come, nobody would ask."""
    raise Untold


class _WindowIsOver(Undeliverable):
    """Free text came too late."""


def _is_open(message: Outgoing) -> bool:
    heard = message.heard_at
    return heard is not None and datetime.now(UTC) < heard + WINDOW - NEARLY


def _in_template(message: Outgoing) -> dict[str, Any]:
    """The whole text as the template's one variable, which may hold no line ends."""
    parameter = {"type": "text", "text": " ".join(message.text.split())}
    return {
        "type": "template",
        "template": {
            "name": message.template,
            "language": {"code": "pt_BR"},
            "components": [{"type": "body", "parameters": [parameter]}],
        },
    }


def _sent(message: Outgoing, content: Mapping[str, Any]) -> str:
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "biz_opaque_callback_data": message.message_id,
        **_recipient(message),
        **content,
    }
    response = _post(f"/{message.instance}/messages", body)
    if response.is_success:
        return str(response.json()["messages"][0]["id"])
    raise _refusal(response)


def _recipient(message: Outgoing) -> dict[str, str]:
    if message.phone:
        return {"to": message.phone.removeprefix("+")}
    if message.bsuid:
        return {"recipient": message.bsuid}
    raise Undeliverable("no_address")


def _post(path: str, body: Mapping[str, Any]) -> httpx.Response:
    try:
        return graph.ask("POST", path, ANSWER_SECONDS / 2, json=body)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        log.exception("Meta cannot be reached", error)
        raise Unsent("unreachable") from None
    except httpx.HTTPError as error:
        log.exception("Meta did not answer", error)
        raise Unavailable("whatsapp_unavailable", "Meta did not answer. Ask again.") from None


def _refusal(response: httpx.Response) -> Exception:
    """What follows from an error of the Graph API, `{"error": {"code", …}}`.

    https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
    """
    code = graph.code_of(response)
    log.warning("Meta refused", status=response.status_code, code=str(code))
    if code in UNKNOWN:
        return Unavailable("whatsapp_unavailable", "Meta failed to answer. Ask again.")
    if code == WINDOW_IS_OVER:
        return _WindowIsOver(str(code))
    if code in NOT_TO_THIS_PERSON:
        return Undeliverable(str(code))
    if code in NOT_NOW or response.status_code == 429:
        return Unsent(str(code))
    return NotAllowed(str(code))
