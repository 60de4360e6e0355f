"""Meta's webhooks: signed by the app's secret over the raw bytes, tried again until a 2xx.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from typing import Any

from infra.local.standins.courier import Answer, Courier
from infra.local.standins.meta.leads import Lead
from infra.local.standins.meta.messages import Message

TRIES = 10
LONGEST_PAUSE = 60
"""pauses between tries double until they are so many times the first one"""
ACCOUNT_ID = "102290129340398"
PAGE_ID = "246022332166618"

_log = logging.getLogger("meta.webhooks")


class Webhooks:
    """One receiver of what happens on WhatsApp, one of what happens on the page."""

    def __init__(
        self, whatsapp: Courier, page: Courier, app_secret: str, first_pause: float
    ) -> None:
        self._whatsapp = whatsapp
        self._page = page
        self._secret = app_secret.encode()
        self._first_pause = first_pause

    async def message(self, message: Message, name: str, times: int = 1) -> list[Answer]:
        """A guest's message, with the guest's number, or the id of who hides it."""
        hides = not message.guest.isdigit()
        contact = {"profile": {"name": name}}
        who = {"from_user_id": message.guest} if hides else {"from": message.guest}
        value = {
            "contacts": [contact | {"user_id" if hides else "wa_id": message.guest}],
            "messages": [
                {
                    **who,
                    "id": message.id,
                    "timestamp": str(message.at),
                    "type": "text",
                    "text": {"body": message.text},
                }
            ],
        }
        return await self._send(self._whatsapp, self._of_number(message.number_id, value), times)

    def status(self, message: Message, error: int | None = None) -> None:
        """How a message of the hotel's fares; behind the back of whoever sent it."""
        status: dict[str, Any] = {
            "id": message.id,
            "status": message.status,
            "timestamp": str(int(time.time())),
            "recipient_id": message.guest,
        }
        if message.reference is not None:
            status["biz_opaque_callback_data"] = message.reference
        if error is not None:
            status["errors"] = [{"code": error, "title": "Message failed to send."}]
        content = self._of_number(message.number_id, {"statuses": [status]})
        self._whatsapp.spawn(self._told(content))

    async def lead(self, lead: Lead, times: int = 1) -> list[Answer]:
        value = {
            "leadgen_id": lead.id,
            "form_id": lead.form_id,
            "page_id": PAGE_ID,
            "created_time": lead.created,
        }
        change = {"field": "leadgen", "value": value}
        entry = {"id": PAGE_ID, "time": lead.created, "changes": [change]}
        return await self._send(self._page, {"object": "page", "entry": [entry]}, times)

    def _of_number(self, number_id: str, value: dict[str, Any]) -> dict[str, Any]:
        metadata = {"display_phone_number": "551133330000", "phone_number_id": number_id}
        whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        entry = {"id": ACCOUNT_ID, "changes": [{"field": "messages", "value": whole}]}
        return {"object": "whatsapp_business_account", "entry": [entry]}

    async def _told(self, content: dict[str, Any]) -> None:
        await self._send(self._whatsapp, content, 1)

    async def _send(self, courier: Courier, content: dict[str, Any], times: int) -> list[Answer]:
        body = json.dumps(content)
        answers = await asyncio.gather(*(self._post(courier, body) for _ in range(times)))
        for answer in answers:
            if courier.url and not answer.taken:
                courier.spawn(self._retry(courier, body))
        return answers

    async def _retry(self, courier: Courier, body: str) -> None:
        pause = self._first_pause
        for _ in range(TRIES - 1):
            await asyncio.sleep(pause)
            if (await self._post(courier, body)).taken:
                return
            pause = min(pause * 2, self._first_pause * LONGEST_PAUSE)

    async def _post(self, courier: Courier, body: str) -> Answer:
        signature = hmac.new(self._secret, body.encode(), hashlib.sha256).hexdigest()
        answer = await courier.post(body, {"X-Hub-Signature-256": f"sha256={signature}"})
        _log.info("webhook -> %s", answer.status or answer.body)
        return answer
