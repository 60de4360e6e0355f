"""WhatsApp by Evolution API v2: send a text, and find out whether a text was sent."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

import httpx

from hotelly import log, settings
from hotelly.contacts.phone import whatsapp_addresses
from hotelly.errors import Rejected, Unavailable

ANSWER_SECONDS: Final = 5
"""A text that takes longer is looked up instead of waited for. Half of it for the connection, half
for the answer: httpx knows no limit of both."""
CLOCK_DIFFERENCE: Final = timedelta(minutes=2)
"""between our clock and the provider's"""
REFUSED_FOR_GOOD: Final = (400, 404, 422)
"""no such number or instance, or a text it does not take"""


class Undeliverable(Exception):
    """The provider refused this message for good; `code` is its status."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.code = f"HTTP {status}"


def send_text(instance: str, phone: str, text: str) -> str:
    """The provider's id of the message. Raises Undeliverable; Unavailable when it may be sent."""
    body = {"number": phone.removeprefix("+"), "text": text}
    response = _post(f"/message/sendText/{instance}", body)
    if response.status_code in REFUSED_FOR_GOOD:
        raise Undeliverable(response.status_code)
    return str(_answer(response)["key"]["id"])


def find_sent(instance: str, phone: str, text: str, since: datetime) -> str | None:
    """The provider's id of our message with this very text, sent to the guest since then; None if
    it never left.

    Evolution knows no idempotency key, so looking is the only way to learn how an interrupted send
    ended.
    """
    for address in whatsapp_addresses(phone):
        where = {"where": {"key": {"remoteJid": address, "fromMe": True}}}
        for message in _records(_answer(_post(f"/chat/findMessages/{instance}", where))):
            if _is_ours(message, text, since):
                return str(message["key"]["id"])
    return None


def _post(path: str, body: Mapping[str, Any]) -> httpx.Response:
    url = settings.required("EVOLUTION_URL").rstrip("/") + path
    headers = {"apikey": settings.required("EVOLUTION_API_KEY")}
    try:
        return _client().post(url, json=body, headers=headers)
    except httpx.HTTPError as error:
        log.exception("WhatsApp provider cannot be reached", error)
        raise Unavailable(
            "whatsapp_unavailable", "The WhatsApp provider cannot be reached. Ask again."
        ) from None


@cache
def _client() -> httpx.Client:
    """One for all threads: making one reads the machine's certificates, 30 ms of work."""
    return httpx.Client(timeout=ANSWER_SECONDS / 2)


def _answer(response: httpx.Response) -> Any:
    if response.status_code >= 500 or response.status_code == 429:
        log.warning("WhatsApp provider failed", status=response.status_code)
        raise Unavailable(
            "whatsapp_unavailable", "The WhatsApp provider failed to answer. Ask again."
        )
    if response.status_code >= 400:
        log.warning("WhatsApp provider refused", status=response.status_code)
        raise Rejected(
            "whatsapp_refused", "The WhatsApp provider refused; its key or address is wrong."
        )
    return response.json()


def _records(answer: Any) -> list[dict[str, Any]]:
    """v2 answers {messages: {records: [...]}}, its first releases the bare list."""
    if isinstance(answer, list):
        return answer
    records: list[dict[str, Any]] = answer["messages"]["records"]
    return records


def _is_ours(message: Mapping[str, Any], text: str, since: datetime) -> bool:
    sent_at = float(message.get("messageTimestamp") or 0)
    body = message.get("message") or {}
    said = body.get("conversation") or body.get("extendedTextMessage", {}).get("text")
    is_recent = sent_at >= (since - CLOCK_DIFFERENCE).timestamp()
    return message["key"].get("fromMe") is True and said == text and is_recent
