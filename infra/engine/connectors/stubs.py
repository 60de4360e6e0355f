"""How connectors are answered here, from a file:

googleapis.firestore.v1.projects.databases.documents.get:
  address: http://127.0.0.1:9000/firestore     # asked by POST {"connector", "args"}
googleapis.bigquery.v2.jobs.query:
  answer: {jobComplete: true, rows: []}         # the same for every call
googleapis.pubsub.v1.projects.topics.publish:
  push: {bookings: [http://127.0.0.1:8080/on-booking]}    # the addresses of each topic
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from infra.engine.connectors.parameters import Parameters
from infra.engine.connectors.pubsub import PUBLISH
from infra.engine.stdlib import http_request, http_response
from infra.engine.world.context import Context


@dataclass(frozen=True, slots=True)
class Stub:
    """Answers one connector: with what `address` answers, else with `fixed`.

    `push` belongs to Pub/Sub's publish alone, which then answers for itself.
    """

    address: str | None = None
    fixed: Any = None
    push: Mapping[str, list[str]] | None = None

    async def answer(
        self, name: str, args: Mapping[str, Any], parameters: Parameters, context: Context
    ) -> Any:
        if self.address is None:
            return self.fixed
        request = http_request.build(
            context.tokens,
            "POST",
            self.address,
            http_request.MAX_TIMEOUT,
            {"connector": name, "args": dict(args)},
            None,
            None,
            None,
        )
        return http_response.as_map(await context.http.send(request))["body"]


def load_stubs(path: Path) -> dict[str, Stub]:
    """The stubs of the YAML or JSON file at `path`; ValueError names the entry that is wrong."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name} is not YAML: {error}") from error
    if not isinstance(entries, dict):
        raise ValueError(f"{path.name} must be a map from connector names")
    return {str(name): _stub(path.name, name, entry) for name, entry in entries.items()}


def _stub(file: str, name: Any, entry: Any) -> Stub:
    match entry:
        case {"address": str(address), **rest} if not rest:
            return Stub(address=address)
        case {"answer": fixed, **rest} if not rest:
            return Stub(fixed=fixed)
        case {"push": topics, **rest} if not rest and name == PUBLISH and _are_topics(topics):
            return Stub(push=topics)
        case _:
            raise ValueError(
                f"{file}: {name} needs an 'address', an 'answer' or (publish only) a 'push' "
                "with a list of addresses for each topic"
            )


def _are_topics(topics: Any) -> bool:
    return isinstance(topics, dict) and all(
        isinstance(urls, list) and all(isinstance(url, str) for url in urls)
        for urls in topics.values()
    )
