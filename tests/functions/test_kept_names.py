"""Neither ids nor types are a sender's free text."""

from typing import Any

import pytest

from tests.functions.conftest import ExecutionsApi
from tests.functions.senders import STAGE, rows, send_own


@pytest.mark.parametrize(
    "key",
    ["evt_1TqX5Z", "0b6f6c0e-7c1f-4a59-9d5a-0d5b0a3a9a11", "01ARZ3NDEKTSV4RRFFQ69G5FAV"],
    ids=["Stripe's", "UUID", "ULID"],
)
def test_an_id_of_a_known_form_is_kept_as_it_is(
    service: ExecutionsApi, connection: Any, key: str
) -> None:
    send_own(STAGE, Idempotency_Key=key)
    assert rows(connection, "external_id") == [[key]]


@pytest.mark.parametrize("key", ["+5511999998888", "5511999998888", "zilda@exemplo.com.br", "k"])
def test_an_id_that_may_be_a_person_is_kept_as_a_fingerprint_that_needs_the_key(
    service: ExecutionsApi, connection: Any, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    assert send_own(STAGE, Idempotency_Key=key).get_json()["status"] == "accepted"
    assert send_own(STAGE, Idempotency_Key=key).get_json()["status"] == "duplicate"
    monkeypatch.setenv("FINGERPRINT_KEY", "another-fingerprint-key")
    assert send_own(STAGE, Idempotency_Key=key).get_json()["status"] == "accepted"
    kept = [external_id for (external_id,) in rows(connection, "external_id")]
    assert len(set(kept)) == 2
    assert not [external_id for external_id in kept if key in external_id and len(key) > 1]


TYPES = [
    ("ping", "ping"),
    ("won_by_zilda", "other"),
    ("hold_requested.5511999998888", "other"),
]


@pytest.mark.parametrize(("given", "kept"), TYPES)
def test_a_type_that_nobody_handles_is_kept_as_other(
    service: ExecutionsApi, connection: Any, given: str, kept: str
) -> None:
    assert send_own({"event_type": given, "payload": {}}).status_code == 200
    assert rows(connection, "event_type") == [[kept]]
    assert service.arguments[0]["event_type"] == kept
