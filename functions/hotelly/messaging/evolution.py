"""WhatsApp by Evolution API v2: send a text, and find out whether a text was sent.

Its refusals say little: a telephone without connection, or an instance that is being made anew,
answers 400 or 404 like a mistake of ours. One alone is final: this number has no WhatsApp.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import httpx

from hotelly import log, settings
from hotelly.contacts.phone import whatsapp_addresses
from hotelly.errors import Rejected, Unavailable
from hotelly.messaging.provider import Outgoing, Undeliverable

ANSWER_SECONDS: Final = 5
"""A text that takes longer is looked up instead of waited for. Half of it for the connection, half
for the answer: httpx knows no limit of both."""
CLOCK_DIFFERENCE: Final = timedelta(minutes=2)
"""between our clock and the provider's"""
PAGE: Final = 100
MOST_PAGES: Final = 20
OUR_FAULT: Final = (401, 403)
"""the key is wrong"""
HIDDEN: Final = "@lid"


def send_text(message: Outgoing) -> str:
    """As Provider has it: a text that was not taken now may have left all the same."""
    number = _number(message)
    response = _post(
        f"/message/sendText/{_instance(message)}", {"number": number, "text": message.text}
    )
    if response.status_code == 400 and _has_no_whatsapp(response):
        raise Undeliverable("no_whatsapp")
    return str(_answer(response)["key"]["id"])


def find_sent(message: Outgoing, since: datetime, others: Collection[str]) -> str | None:
    """As Provider has it, among all that left since then: the chat of a number may be kept under an
    id that hides it.

    Evolution knows no idempotency key, so looking is the only way to learn how an interrupted send
    ended.
    """
    for record in _sent_since(_instance(message), since - CLOCK_DIFFERENCE):
        known = record.get("key") or {}
        if (
            _said(record) == message.text
            and known.get("id") not in others
            and _is_to(message, known)
        ):
            return str(known["id"])
    return None


def _number(message: Outgoing) -> str:
    if message.phone:
        return message.phone.removeprefix("+")
    if message.lid:
        return f"{message.lid}{HIDDEN}"
    raise Undeliverable("no_address")


def _instance(message: Outgoing) -> str:
    return message.instance or settings.required("EVOLUTION_INSTANCE")


def _has_no_whatsapp(response: httpx.Response) -> bool:
    """`{"response": {"message": [{"exists": false, …}]}}`"""
    try:
        found = response.json()["response"]["message"]
        return any(each.get("exists") is False for each in found)
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def _sent_since(instance: str, since: datetime) -> Iterator[Mapping[str, Any]]:
    """Ours, newest first, by pages; older releases neither page nor limit the time."""
    until = datetime.now(UTC) + CLOCK_DIFFERENCE
    where = {
        "key": {"fromMe": True},
        "messageTimestamp": {"gte": _iso(since), "lte": _iso(until)},
    }
    for page in range(1, MOST_PAGES + 1):
        asked = {"where": where, "page": page, "offset": PAGE}
        records = _records(_answer(_post(f"/chat/findMessages/{instance}", asked)))
        recent = [each for each in records if _sent_at(each) >= since.timestamp()]
        yield from recent
        if len(recent) < PAGE:
            return


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _sent_at(record: Mapping[str, Any]) -> float:
    return float(record.get("messageTimestamp") or 0)


def _said(record: Mapping[str, Any]) -> str | None:
    body = record.get("message") or {}
    said: str | None = body.get("conversation") or body.get("extendedTextMessage", {}).get("text")
    return said


def _is_to(message: Outgoing, key: Mapping[str, Any]) -> bool:
    """A hidden id that nobody connects with a number is anybody's: the words have to do."""
    addresses = {str(key.get(name)) for name in ("remoteJid", "remoteJidAlt") if key.get(name)}
    known = {*whatsapp_addresses(message.phone or ""), f"{message.lid}{HIDDEN}"}
    is_anybody = len(addresses) == 1 and not message.lid and min(addresses).endswith(HIDDEN)
    return key.get("fromMe") is True and (bool(addresses & known) or is_anybody)


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
    if response.status_code in OUR_FAULT:
        log.warning("WhatsApp provider refused", status=response.status_code)
        raise Rejected("whatsapp_refused", "The WhatsApp provider refused; its key is wrong.")
    if response.status_code >= 400:
        log.warning("WhatsApp provider failed", status=response.status_code)
        raise Unavailable(
            "whatsapp_unavailable", "The WhatsApp provider failed to answer. Ask again."
        )
    return response.json()


def _records(answer: Any) -> list[dict[str, Any]]:
    """v2 answers {messages: {records: [...]}}, its first releases the bare list."""
    if isinstance(answer, list):
        return answer
    records: list[dict[str, Any]] = answer["messages"]["records"]
    return records
