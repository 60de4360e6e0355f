"""Meta Lead Ads tell that there is a lead and not what it says: the receipt first, the fetch is a
step of its own.

https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
"""

from collections.abc import Iterator, Mapping
from typing import Any

from werkzeug.datastructures import Headers

from hotelly.ingest.allowed_types import foreign_type
from hotelly.ingest.authenticity import verify_meta_or_bearer
from hotelly.ingest.fingerprints import fingerprint
from hotelly.ingest.receipt import LONGEST_KEY, Receipt, text_at

ID_FIELDS = ("leadgen_id", "form_id", "page_id", "ad_id", "adgroup_id", "created_time")


def is_from_meta(content: Mapping[str, Any]) -> bool:
    return content.get("object") == "page"


def receive(headers: Headers, body: bytes, content: Mapping[str, Any]) -> list[Receipt]:
    """One receipt a lead; several leads may come in one webhook. Raises Unauthorized."""
    verify_meta_or_bearer(headers, body, "LEAD_WEBHOOK_SECRET")
    return list(_announced(content)) or [_other(content)]


def _announced(content: Mapping[str, Any]) -> Iterator[Receipt]:
    for change in changes_of(content):
        value = change.get("value")
        lead_id = text_at(value, "leadgen_id")
        if change.get("field") == "leadgen" and lead_id:
            ids = {name: text_at(value, name) for name in ID_FIELDS}
            yield Receipt(
                source="meta-leads",
                external_id=lead_id[:LONGEST_KEY],
                event_type="lead_announced",
                payload={name: each[:LONGEST_KEY] for name, each in ids.items() if each},
                beside=True,
            )


def changes_of(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every change of every entry of one of Meta's webhooks, whatever its shape may be worth."""
    entries = content.get("entry")
    for entry in entries if isinstance(entries, list) else []:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        for change in changes if isinstance(changes, list) else []:
            if isinstance(change, dict):
                yield change


def _other(content: Mapping[str, Any]) -> Receipt:
    fields = sorted({str(change.get("field"))[:60] for change in changes_of(content)})
    return Receipt(
        source="meta-leads",
        external_id=fingerprint(content),
        event_type=foreign_type("meta", fields[0] if fields else None),
        payload={},
    )
