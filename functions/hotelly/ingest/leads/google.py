"""Lead forms of Google Ads: the key stands in the body, and the test button's lead is nobody.

https://developers.google.com/google-ads/webhook/docs/implementation
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from werkzeug.datastructures import Headers

from hotelly.ingest.authenticity import verify_key_or_bearer
from hotelly.ingest.fingerprints import fingerprint
from hotelly.ingest.leads.facts import facts_of
from hotelly.ingest.receipt import LONGEST_KEY, Receipt, text_at

TEST_WINDOW: Final = timedelta(seconds=1)
"""every press of the test button sends the same id"""


def is_from_google(content: Mapping[str, Any]) -> bool:
    return "google_key" in content or isinstance(content.get("user_column_data"), list)


def receive(headers: Headers, body: bytes, content: Mapping[str, Any]) -> list[Receipt]:
    """Raises Unauthorized."""
    verify_key_or_bearer(headers, text_at(content, "google_key"), "LEAD_WEBHOOK_SECRET")
    lead_id = text_at(content, "lead_id") or fingerprint(content)
    if content.get("is_test") is True:
        return [_tested(lead_id)]
    payload = facts_of(_columns(content), mendable=False) | {
        "source": "google",
        "form_id": text_at(content, "form_id"),
        "ad": {name: text_at(content, name) for name in ("campaign_id", "gcl_id", "creative_id")},
    }
    payload["ad"] = {name: value for name, value in payload["ad"].items() if value}
    return [
        Receipt(
            source="google-leads",
            external_id=lead_id[:LONGEST_KEY],
            event_type="lead_created",
            payload={name: value for name, value in payload.items() if value},
            beside=True,
        )
    ]


def _columns(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    columns = content.get("user_column_data")
    for column in columns if isinstance(columns, list) else []:
        name = text_at(column, "column_id") or text_at(column, "column_name")
        if name:
            yield name, text_at(column, "string_value")


def _tested(lead_id: str) -> Receipt:
    return Receipt(
        source="google-leads",
        external_id=fingerprint("test", lead_id),
        event_type="google.lead_test",
        window=TEST_WINDOW,
    )
