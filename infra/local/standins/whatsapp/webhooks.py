"""Evolution's webhooks: an envelope around each event, tried again except after some refusals.

`src/api/integrations/event/webhook/webhook.controller.ts` of EvolutionAPI/evolution-api 2.3.
"""

import asyncio
import json
import logging
from datetime import datetime

from infra.local.standins.courier import Answer, Courier

TRIES = 10
LONGEST_PAUSE = 60
"""pauses between tries double until they are so many times the first one"""
FINAL = {400, 401, 403, 404, 422}
"""answers after which Evolution gives the event up"""

_log = logging.getLogger("whatsapp.webhooks")


class Webhooks:
    """Sends events of all instances to the one receiver."""

    def __init__(self, courier: Courier, secret: str, api_key: str, first_pause: float) -> None:
        """`first_pause`: seconds before the second try (Evolution's own default is 5)."""
        self._courier = courier
        self._secret = secret
        self._api_key = api_key
        self._first_pause = first_pause

    async def send(self, instance: str, event: str, data: object, times: int = 1) -> list[Answer]:
        """Posts the event `times` at once; returns the first answers, tries again behind them."""
        body = self._envelope(instance, event, data)
        answers = await asyncio.gather(*(self._post(event, body) for _ in range(times)))
        for answer in answers:
            if not _final(answer):
                self._courier.spawn(self._retry(event, body))
        return answers

    def _envelope(self, instance: str, event: str, data: object) -> str:
        return json.dumps(
            {
                "event": event,
                "instance": instance,
                "data": data,
                "destination": self._courier.url,
                # Evolution writes local wall time and calls it UTC.
                "date_time": datetime.now().isoformat(timespec="milliseconds") + "Z",
                "sender": "5511900000000@s.whatsapp.net",
                "server_url": "http://localhost:8080",
                "apikey": self._api_key,
            }
        )

    async def _retry(self, event: str, body: str) -> None:
        pause = self._first_pause
        for _ in range(TRIES - 1):
            await asyncio.sleep(pause)
            if _final(await self._post(event, body)):
                return
            pause = min(pause * 2, self._first_pause * LONGEST_PAUSE)

    async def _post(self, event: str, body: str) -> Answer:
        headers = {"Authorization": f"Bearer {self._secret}"}
        answer = await self._courier.post(body, headers)
        _log.info("%s -> %s", event, answer.status or answer.body)
        return answer


def _final(answer: Answer) -> bool:
    return answer.taken or answer.status in FINAL
