"""The methods of the Workflows API, with its long-running operations and locations.

Deployments finish at once, so every operation answers done. A source that cannot be deployed is
refused by the request itself; creating a workflow that exists is refused by the operation.
https://cloud.google.com/workflows/docs/reference/rest
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from infra.engine.api import resources
from infra.engine.api.call import Call
from infra.engine.api.listing import LABELS, TEXT, TIME, Field, Fields, list_page, page_json
from infra.engine.api.message import ANYTHING, STRING, STRINGS, Enum, camel_case
from infra.engine.service.api_error import ApiError, invalid_argument, not_found
from infra.engine.service.deployment import CALL_LOG_LEVELS, HISTORY_LEVELS
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Settings, Workflow
from infra.engine.values.timestamps import rfc3339

Json = dict[str, Any]

_SETTINGS = {
    "description": "description",
    "labels": "labels",
    "serviceAccount": "service_account",
    "sourceContents": "source",
    "cryptoKeyName": "crypto_key_name",
    "callLogLevel": "call_log_level",
    "userEnvVars": "environment",
    "executionHistoryLevel": "history_level",
}
"""JSON name to field of Settings: what an update may change"""

WORKFLOW = {
    **dict.fromkeys(_SETTINGS, STRING),
    **dict.fromkeys(("labels", "userEnvVars", "tags"), STRINGS),
    "callLogLevel": Enum.of(*CALL_LOG_LEVELS),
    "executionHistoryLevel": Enum.of(*HISTORY_LEVELS),
    "name": STRING,
    **dict.fromkeys(("state", "revisionId", "createTime", "updateTime", "stateError"), ANYTHING),
    **dict.fromkeys(("revisionCreateTime", "cryptoKeyVersion"), ANYTHING),
    **dict.fromkeys(("allKmsKeys", "allKmsKeysVersions"), ANYTHING),
}

_FIELDS: Fields[Workflow] = {
    "name": Field(TEXT, lambda workflow: workflow.name),
    "state": Field(TEXT, lambda workflow: "ACTIVE"),
    "description": Field(TEXT, lambda workflow: workflow.settings.description),
    "revisionId": Field(TEXT, lambda workflow: workflow.latest.id),
    "createTime": Field(TIME, lambda workflow: workflow.created),
    "updateTime": Field(TIME, lambda workflow: workflow.updated),
    "labels": Field(LABELS, lambda workflow: workflow.settings.labels),
}
_EMPTY = {"@type": "type.googleapis.com/google.protobuf.Empty"}
_REVISION_FIELDS: Fields[Json] = {}
_OPERATION_FIELDS: Fields[Json] = {"done": Field(TEXT, lambda operation: "true")}


class WorkflowsApi:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._store = engine.store

    def create(self, call: Call) -> Json:
        name = f"{call.text('parent')}/workflows/{call.text('workflowId')}"
        settings = _settings(Settings(), call.message("workflow", WORKFLOW), tuple(WORKFLOW))
        try:
            workflow = self._engine.create_workflow(name, settings)
        except ApiError as error:
            if error.status != "ALREADY_EXISTS":
                raise
            return self._done(call, "create", name, {"error": error.as_status()})
        return self._done(call, "create", name, _deployed(call, workflow))

    def get(self, call: Call) -> Json:
        workflow = self._store.workflow(call.text("name"))
        revision_id = call.text("revisionId")
        if not revision_id:
            return resources.workflow_json(workflow)
        for revision in workflow.revisions:
            if revision.id == revision_id:
                return resources.workflow_json(workflow, revision)
        raise not_found(f"{workflow.name}@{revision_id}")

    def list(self, call: Call) -> Json:
        page = list_page(
            call,
            self._store.workflows(call.text("parent")),
            _FIELDS,
            key=lambda workflow: workflow.id,
            default_size=500,
            max_size=1000,
        )
        shown = [resources.workflow_json(workflow) for workflow in page.items]
        return page_json("workflows", shown, page.next_token)

    def list_revisions(self, call: Call) -> Json:
        workflow = self._store.workflow(call.text("name"))
        revisions = [
            resources.workflow_json(workflow, revision) for revision in workflow.revisions[::-1]
        ]
        page = list_page(
            call,
            revisions,
            _REVISION_FIELDS,
            key=lambda revision: str(revision["revisionId"]),
            default_size=20,
            max_size=100,
        )
        return page_json("workflows", page.items, page.next_token)

    def update(self, call: Call) -> Json:
        body = call.message("workflow", WORKFLOW)
        name = call.text("name") or body.get("name", "")
        current = self._store.workflow(name).settings
        settings = _settings(current, body, _mask(call.text("updateMask")))
        workflow = self._engine.update_workflow(name, settings)
        return self._done(call, "update", name, _deployed(call, workflow))

    async def delete(self, call: Call) -> Json:
        name = call.text("name")
        await self._engine.delete_workflow(name)
        return self._done(call, "delete", name, {"response": _EMPTY})

    def get_operation(self, call: Call) -> Json:
        return self._store.operation(call.text("name"))

    def list_operations(self, call: Call) -> Json:
        page = list_page(
            call,
            self._store.operations(call.text("name")),
            _OPERATION_FIELDS,
            key=lambda operation: str(operation["name"]),
            default_size=100,
            max_size=1000,
        )
        return page_json("operations", page.items, page.next_token)

    def delete_operation(self, call: Call) -> Json:
        self._store.remove_operation(call.text("name"))
        return {}

    def get_location(self, call: Call) -> Json:
        name = call.text("name")
        return {"name": name, "locationId": name.rsplit("/", 1)[1]}

    def list_locations(self, call: Call) -> Json:
        """Any location can be deployed to; the listed ones are those that have workflows."""
        names = self._store.locations(call.text("name"))
        return {"locations": [{"name": one, "locationId": one.rsplit("/", 1)[1]} for one in names]}

    def _done(self, call: Call, verb: str, target: str, outcome: Json) -> Json:
        """A finished operation; `outcome` is its response or its error."""
        now = rfc3339(self._engine.now)
        location = target.rsplit("/", 2)[0]
        operation = {
            "name": f"{location}/operations/operation-{uuid.uuid4().hex}",
            "metadata": {
                "@type": f"{_types(call)}.OperationMetadata",
                "createTime": now,
                "endTime": now,
                "target": target,
                "verb": verb,
                "apiVersion": call.version,
            },
            "done": True,
            **outcome,
        }
        self._store.add_operation(operation)
        return operation


def _types(call: Call) -> str:
    return f"type.googleapis.com/google.cloud.workflows.{call.version}"


def _deployed(call: Call, workflow: Workflow) -> Json:
    shown = resources.workflow_json(workflow)
    return {"response": {"@type": f"{_types(call)}.Workflow", **shown}}


def _settings(current: Settings, body: Json, mask: tuple[str, ...]) -> Settings:
    """`current` with the fields named in `mask` taken from `body`, or back at their defaults."""
    defaults = Settings()
    changes: dict[str, Any] = {}
    for name in mask:
        field = _SETTINGS.get(name)
        if field is not None:
            changes[field] = body.get(name) or getattr(defaults, field)
    return replace(current, **changes)


def _mask(text: str) -> tuple[str, ...]:
    """Names of the fields to update: all of them without a mask. Both spellings are understood."""
    names = tuple(camel_case(name.strip()) for name in text.split(",") if name.strip())
    for name in names:
        if name not in WORKFLOW and name != "*":
            raise invalid_argument(f"update_mask names an unknown field {name!r}", "update_mask")
    return tuple(_SETTINGS) if not names or "*" in names else names
