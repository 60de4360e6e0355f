"""Every method, parameter and field of Google's discovery documents, against the engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.engine.api.engine_server import FAILING, LOCATION, Server

Json = dict[str, Any]

DOCUMENTS: dict[str, Json] = {
    name: json.loads(files("googleapiclient.discovery_cache.documents").joinpath(name).read_text())
    for name in (
        *("workflows.v1.json", "workflows.v1beta.json", "workflowexecutions.v1.json"),
        *("workflowexecutions.v1beta.json", "logging.v2.json"),
    )
}
LOGGING_OFFERED = ("logging.entries.list", "logging.entries.write", "logging.projects.logs.list")
"""the rest of the Logging API (buckets, views, sinks, metrics, …) is not"""


def _methods(resource: Json) -> Iterator[Json]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from _methods(inner)


def _offered(name: str, method: Json) -> bool:
    return not name.startswith("logging") or method["id"] in LOGGING_OFFERED


ALL = [(name, method) for name, document in DOCUMENTS.items() for method in _methods(document)]
OFFERED = [(name, method) for name, method in ALL if _offered(name, method)]
NOT_OFFERED = [method for name, method in ALL if not _offered(name, method)]


@pytest.mark.parametrize(("name", "method"), OFFERED, ids=[one["id"] for _, one in OFFERED])
def test_a_method_takes_all_that_its_document_lists(
    server: Server, name: str, method: Json
) -> None:
    request = method.get("request")
    body = _sample(name, request["$ref"]) if request else None
    for query in _queries(method):
        status, answer = server.call(method["httpMethod"], f"{_path(method)}?{query}", body)
        if status != 200:
            error = answer["error"]
            assert status in (400, 404, 409)
            assert not re.search(r"Unknown name|Invalid value|not found: /", error["message"])


def test_what_is_not_offered_is_not_found(server: Server) -> None:
    for method in NOT_OFFERED:
        body: Json | None = {} if "request" in method else None
        status, answer = server.call(method["httpMethod"], _path(method), body)
        assert (status, answer["error"]["status"]) == (404, "NOT_FOUND"), method["id"]


def test_what_is_answered_is_what_the_documents_say(server: Server) -> None:
    workflow = server.deploy(FAILING, labels={"a": "b"}, userEnvVars={"A": "b"}, description="d")
    execution = server.start(workflow, 1, executionHistoryLevel="EXECUTION_HISTORY_DETAILED")
    server.finished(execution)
    answers = {
        workflow: ("workflows.v1.json", "Workflow"),
        f"{workflow}:listRevisions": ("workflows.v1.json", "ListWorkflowRevisionsResponse"),
        f"{LOCATION}/workflows": ("workflows.v1.json", "ListWorkflowsResponse"),
        f"{LOCATION}/operations": ("workflows.v1.json", "ListOperationsResponse"),
        LOCATION: ("workflows.v1.json", "Location"),
        execution: ("workflowexecutions.v1.json", "Execution"),
        f"{workflow}/executions": ("workflowexecutions.v1.json", "ListExecutionsResponse"),
        f"{execution}/stepEntries": ("workflowexecutions.v1.json", "ListStepEntriesResponse"),
        f"{execution}:exportData": ("workflowexecutions.v1.json", "ExportDataResponse"),
    }
    for path, (name, schema) in answers.items():
        status, answer = server.call("GET", f"v1/{path}")
        assert status == 200
        assert answer
        _conforms(path, answer, {"$ref": schema}, DOCUMENTS[name])


def _path(method: Json) -> str:
    template = str(method.get("flatPath", method["path"]))
    return re.sub(r"\{[^}]*\}", "x", template)


def _queries(method: Json) -> list[str]:
    """All parameters at once, then each further value of an enum."""
    parameters = {
        name: parameter
        for name, parameter in method["parameters"].items()
        if parameter["location"] == "query"
    }
    values = {"integer": "1", "boolean": "true", "string": ""}
    first = {name: one.get("enum", [values[one["type"]]])[0] for name, one in parameters.items()}
    others = [{name: v} for name, one in parameters.items() for v in one.get("enum", [])[1:]]
    return [urlencode(query) for query in (first, *others)]


def _sample(name: str, schema: str) -> Json:
    properties = DOCUMENTS[name]["schemas"][schema].get("properties", {})
    return {field: _value(name, one) for field, one in properties.items()}


def _value(name: str, field: Json) -> Any:
    if "$ref" in field:
        return _sample(name, field["$ref"])
    if "enum" in field:
        return field["enum"][-1]
    formats = {"google-datetime": "2026-01-31T12:00:00Z", "byte": "YQ==", "int64": "1"}
    match field["type"]:
        case "array":
            return [_value(name, field["items"])]
        case "object":
            return {"a": "b"}
        case "boolean":
            return True
        case "integer":
            return 1
        case _:
            return formats.get(field.get("format", ""), "x")


_FORMS = {
    "google-datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
    "google-duration": r"\d+(\.\d+)?s",
    "int64": r"\d+",
}


def _conforms(path: str, value: Any, field: Json, document: Json) -> None:
    if "$ref" in field:
        properties = document["schemas"][field["$ref"]].get("properties", {})
        assert isinstance(value, dict), path
        for name, inner in value.items():
            assert name in properties, f"{path}.{name}"
            _conforms(f"{path}.{name}", inner, properties[name], document)
    elif field["type"] == "array":
        assert isinstance(value, list), path
        for inner in value:
            _conforms(path, inner, field["items"], document)
    else:
        types = {"string": str, "object": dict, "boolean": bool, "integer": int}
        assert type(value) is types[field["type"]], path
        assert value in field.get("enum", [value]), path
        assert re.fullmatch(_FORMS.get(field.get("format", ""), "(?s).*"), str(value)), path
