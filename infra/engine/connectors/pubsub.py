"""googleapis.pubsub: messages are pushed to the addresses configured for their topic.

https://cloud.google.com/workflows/docs/reference/googleapis/pubsub/v1/projects.topics/publish
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from infra.engine.connectors.delivery import Deliveries, Delivery
from infra.engine.connectors.handler import Handler, google_error, not_found, required
from infra.engine.connectors.parameters import Parameters
from infra.engine.values import json_text
from infra.engine.values.timestamps import rfc3339
from infra.engine.world.context import Context, HttpRequest

PUBLISH = "googleapis.pubsub.v1.projects.topics.publish"
ACKNOWLEDGED = (102, 200, 201, 202, 204)
"""https://cloud.google.com/pubsub/docs/push#receive_push"""


class PubSub:
    """Topics are known by full name (projects/P/topics/T) or by the last part of it."""

    def __init__(self, deliveries: Deliveries, addresses: Mapping[str, Sequence[str]]) -> None:
        self._deliveries = deliveries
        self._addresses = addresses
        self._numbers = itertools.count(1)

    def handlers(self) -> dict[str, Handler]:
        return {PUBLISH: self.publish}

    async def publish(
        self, name: str, args: Mapping[str, Any], parameters: Parameters, context: Context
    ) -> dict[str, list[str]]:
        topic: str = required(name, args, "topic")
        messages: list[Any] = required(name, required(name, args, "body", dict), "messages", list)
        addresses = self._addresses_of(topic)
        stamped = [self._stamped(message, context) for message in messages]
        for message in stamped:
            for address in addresses:
                self._push(topic, address, message, context)
        return {"messageIds": [message["messageId"] for message in stamped]}

    def _addresses_of(self, topic: str) -> Sequence[str]:
        for known in (topic, topic.rpartition("/")[2]):
            if known in self._addresses:
                return self._addresses[known]
        raise not_found(f"Topic [{topic}]")

    def _stamped(self, message: Any, context: Context) -> dict[str, Any]:
        if not isinstance(message, dict) or not (message.get("data") or message.get("attributes")):
            raise google_error(
                400, "INVALID_ARGUMENT", "a message needs data (Base64 text) or attributes"
            )
        number, published = str(next(self._numbers)), rfc3339(context.clock.now())
        return {
            **message,
            "messageId": number,
            "message_id": number,
            "publishTime": published,
            "publish_time": published,
        }

    def _push(self, topic: str, address: str, message: dict[str, Any], context: Context) -> None:
        subscription = topic.replace("/topics/", "/subscriptions/")
        content = json_text.encode({"message": message, "subscription": subscription}).encode()

        def request(attempt: int) -> HttpRequest:
            headers = {
                "Content-Type": "application/json",
                "User-Agent": "CloudPubSub-Google",
                "Authorization": f"Bearer {context.tokens.identity_token(address)}",
            }
            return HttpRequest("POST", address, headers, content)

        name = f"message {message['messageId']} of {topic}"
        delivery = Delivery(
            name, request, ACKNOWLEDGED.__contains__, first_delay=0.1, max_delay=600.0
        )
        self._deliveries.start(delivery, context)
