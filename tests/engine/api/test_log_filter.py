"""Cloud Logging's query language, as the runbooks and operators write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.engine.api.log_filter import log_filter
from infra.engine.service.api_error import ApiError

ENTRY = {
    "logName": "projects/test/logs/Workflows",
    "resource": {
        "type": "workflows.googleapis.com/Workflow",
        "labels": {"workflow_id": "ingest-event", "location": "southamerica-east1"},
    },
    "timestamp": "2026-01-31T12:00:00.500000Z",
    "receiveTimestamp": "2026-01-31T12:00:00.600000Z",
    "severity": "WARNING",
    "insertId": "0001",
    "labels": {"workflows.googleapis.com/execution_id": "abc"},
    "jsonPayload": {
        "message": "Hold expired",
        "correlation_id": "cid-1",
        "attempt": 3,
        "paid": False,
        "steps": [{"name": "one"}, {"name": "two"}],
    },
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        'resource.type="workflows.googleapis.com/Workflow"\nresource.labels.workflow_id="ingest-event"',
        'labels."workflows.googleapis.com/execution_id"="abc"',
        "severity>=WARNING",
        "severity=warning",
        "severity<ERROR",
        'timestamp>="2026-01-31T09:00:00-03:00" AND timestamp<"2026-02-01"',
        'jsonPayload.correlation_id="CID-1"',
        "jsonPayload.attempt>2 jsonPayload.attempt<=3.0",
        "jsonPayload.paid=false",
        'jsonPayload.message:"expired"',
        "jsonPayload.message:*",
        'jsonPayload.message=~"^Hold ex"',
        r'jsonPayload.message=~"Hold\sexpired$"',
        'jsonPayload.message!~"^hold"',
        'jsonPayload.steps.name="two"',
        'jsonPayload.correlation_id=("cid-0" OR "cid-1")',
        "NOT severity=ERROR",
        "-severity=ERROR",
        "severity=ERROR OR severity=WARNING",
        "severity=WARNING AND (severity=ERROR OR NOT jsonPayload.paid=true)",
        "severity=INFO OR severity=WARNING AND jsonPayload.attempt=3",
        '"cid-1"',
        "expired",
        'NOT jsonPayload.missing="x"',
        "logName:Workflows -- the workflow's own log",
        "jsonPayload.attempt!=4",
        'log_id("Workflows")',
        'NOT log_id("workflows.googleapis.com/executions_system")',
        "NOT(severity=INFO) AND(severity=WARNING)",
        "jsonPayload.attempt>-1",
    ],
)
def test_the_entry_matches(text: str) -> None:
    assert log_filter(text)(ENTRY)


@pytest.mark.parametrize(
    "text",
    [
        'resource.type="cloud_run_revision"',
        "severity>WARNING",
        'timestamp>"2026-01-31T12:00:00.500000Z"',
        "jsonPayload.attempt>3",
        'jsonPayload.message=~"^hold"',
        'jsonPayload.message!~"Hold"',
        'jsonPayload.missing="x"',
        'jsonPayload.missing!="x"',
        "jsonPayload.missing:*",
        "severity=WARNING AND severity=ERROR",
        # OR binds tighter than AND: (WARNING or INFO) and attempt 4.
        "severity=WARNING OR severity=INFO AND jsonPayload.attempt=4",
        "NOT (severity=WARNING OR severity=ERROR)",
        '"nowhere"',
    ],
)
def test_the_entry_does_not_match(text: str) -> None:
    assert not log_filter(text)(ENTRY)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("severity>=LOUD", 1),
        ("severity=", 10),
        ("(severity=INFO", 15),
        ("severity=INFO )", 15),
        ('jsonPayload.a="x', 15),
        ("colour=red", 1),
        ("timestamp>yesterday", 1),
        ("timestamp>2026-01-31T12:00:00Z", 1),
        ('SEARCH("cid-1")', 1),
        ('severity=INFO OR sample("x")', 18),
        ('jsonPayload.a=~"("', 1),
        ("severity=INFO OR", 17),
        ("(" * 60 + "a" + ")" * 60, 51),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: int) -> None:
    with pytest.raises(ApiError) as caught:
        log_filter(text)
    assert caught.value.status == "INVALID_ARGUMENT"
    assert f"at character {place}:" in caught.value.message


@given(st.text(alphabet='abAND OR NOT().:=<>!~-"\\severity,1\n', max_size=60))
def test_any_text_is_a_filter_or_an_invalid_argument(text: str) -> None:
    refused = False
    try:
        matches = log_filter(text)(ENTRY)
    except ApiError as error:
        refused = error.status == "INVALID_ARGUMENT"
    assert refused or matches in (True, False)
