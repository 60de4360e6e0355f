"""What a lead of Meta's forms says: its webhook names it, the Graph API tells it.

https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
"""

from collections.abc import Iterator
from typing import Any, Final

import httpx

from hotelly import graph, log
from hotelly.database import call
from hotelly.errors import Unavailable
from hotelly.ingest.leads.facts import facts_of
from hotelly.ingest.receipt import storable
from hotelly.web import Answer, EventStep, step

ANSWER_SECONDS: Final = 10
FIELDS: Final = "id,created_time,field_data,form_id,ad_id,campaign_id,platform,is_organic"
NO_SUCH_LEAD: Final = 100
"""or one that this page's token may not see: asking again tells nothing else"""


@step
def fetch_lead(body: EventStep) -> Answer:
    """`created` or `updated` {lead_id}; `gone`, when Meta has no such lead. Raises Unavailable."""
    asked = call("lead_to_fetch", event_id=body.event_id)
    if asked["outcome"] == "done":
        result: Answer = asked["result"]
        return result
    found = _fetched(asked["leadgen_id"])
    if found is None:
        return {"outcome": "gone"}
    facts = {"source": "meta"} | facts_of(_answers(found), mendable=False)
    return call("record_fetched_lead", event_id=body.event_id, facts=facts)


def _answers(lead: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """`field_data`: [{name, values: […]}], whatever the form calls them."""
    data = lead.get("field_data")
    for each in data if isinstance(data, list) else []:
        if isinstance(each, dict) and isinstance(each.get("name"), str):
            yield storable(each["name"]), storable(each.get("values"))


def _fetched(leadgen_id: str) -> dict[str, Any] | None:
    """Raises Unavailable for all that may be otherwise in an hour, a wrong token too."""
    response = _get(f"/{leadgen_id}", {"fields": FIELDS})
    if response.is_success:
        found: dict[str, Any] = response.json()
        return found
    code = graph.code_of(response)
    log.warning("Meta refused", status=response.status_code, code=str(code))
    if code == NO_SUCH_LEAD:
        return None
    raise Unavailable("meta_unavailable", "Meta did not tell the lead. Ask again.")


def _get(path: str, params: dict[str, str]) -> httpx.Response:
    try:
        return graph.ask("GET", path, ANSWER_SECONDS, params=params)
    except httpx.HTTPError as error:
        log.exception("Meta did not answer", error)
        raise Unavailable("meta_unavailable", "Meta did not answer. Ask again.") from None
