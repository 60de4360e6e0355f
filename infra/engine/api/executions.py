"""The methods of the Workflow Executions API.

https://cloud.google.com/workflows/docs/reference/executions/rest
"""

from __future__ import annotations

from typing import Any

from infra.engine.api import resources
from infra.engine.api.call import Call
from infra.engine.api.listing import (
    DURATION,
    FLAG,
    LABELS,
    NUMBER,
    TEXT,
    TIME,
    Field,
    Fields,
    list_page,
    page_json,
)
from infra.engine.api.message import (
    ANYTHING,
    BOOLEAN,
    BYTES,
    INTEGER,
    STRING,
    STRINGS,
    TIMESTAMP,
    Enum,
    read_message,
)
from infra.engine.runtime.history import StepEntry
from infra.engine.service.api_error import invalid_argument, not_found
from infra.engine.service.callbacks import CallbackEndpoint
from infra.engine.service.deployment import CALL_LOG_LEVELS, HISTORY_LEVELS
from infra.engine.service.engine import Engine
from infra.engine.service.execution import Execution, StartRequest
from infra.engine.values import json_text

Json = dict[str, Any]

EXECUTION = {
    "argument": STRING,
    "callLogLevel": Enum.of(*CALL_LOG_LEVELS),
    "labels": STRINGS,
    "disableConcurrencyQuotaOverflowBuffering": BOOLEAN,
    "executionHistoryLevel": Enum.of(*HISTORY_LEVELS),
    **dict.fromkeys(("name", "createTime", "startTime", "endTime", "duration"), ANYTHING),
    **dict.fromkeys(("state", "result", "workflowRevisionId"), ANYTHING),
    **dict.fromkeys(("error", "status", "stateError"), ANYTHING),
}
PUBSUB_MESSAGE = {
    "data": BYTES,
    "attributes": STRINGS,
    "messageId": STRING,
    "publishTime": TIMESTAMP,
    "orderingKey": STRING,
}
PUBSUB_TRIGGER = {
    "GCPCloudEventsMode": STRING,
    "message": PUBSUB_MESSAGE,
    "subscription": STRING,
    "deliveryAttempt": INTEGER,
}
_NAME_ALONE = {"name": STRING}
"""of requests whose body has no fields"""
_VIEWS = Enum.of("EXECUTION_VIEW_UNSPECIFIED", "BASIC", "FULL")
_ENTRY_VIEWS = Enum.of(
    "EXECUTION_ENTRY_VIEW_UNSPECIFIED",
    "EXECUTION_ENTRY_VIEW_BASIC",
    "EXECUTION_ENTRY_VIEW_DETAILED",
)
"""deprecated: checked, and of no effect"""

_EXECUTION_FIELDS: Fields[Execution] = {
    "executionId": Field(TEXT, lambda one: one.id),
    "state": Field(TEXT, lambda one: one.state),
    "createTime": Field(TIME, lambda one: one.created),
    "startTime": Field(TIME, lambda one: one.started),
    "endTime": Field(TIME, lambda one: one.ended),
    "duration": Field(
        DURATION, lambda one: one.ended - one.started if one.started and one.ended else None
    ),
    "workflowRevisionId": Field(TEXT, lambda one: one.revision.id),
    "stepName": Field(TEXT, lambda one: _current_step_names(one)),
    "label": Field(LABELS, lambda one: one.labels),
    "labels": Field(LABELS, lambda one: one.labels),
    "disableConcurrencyQuotaOverflowBuffering": Field(FLAG, lambda one: one.buffering_disabled),
}
_STEP_FIELDS: Fields[StepEntry] = {
    "entryId": Field(NUMBER, lambda entry: entry.entry_id),
    "createTime": Field(TIME, lambda entry: entry.created),
    "updateTime": Field(TIME, lambda entry: entry.updated),
    "routine": Field(TEXT, lambda entry: entry.routine),
    "step": Field(TEXT, lambda entry: entry.step),
    "stepType": Field(TEXT, lambda entry: entry.step_type),
    "parent": Field(NUMBER, lambda entry: entry.parent),
    "state": Field(TEXT, lambda entry: entry.state.removeprefix("STATE_")),
}
_NO_FIELDS: Fields[CallbackEndpoint] = {}


class ExecutionsApi:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._store = engine.store

    def create(self, call: Call) -> Json:
        execution = self._engine.start(call.text("parent"), start_request(call))
        return resources.execution_json(execution)

    def get(self, call: Call) -> Json:
        view = call.choice("view", _VIEWS)
        return resources.execution_json(self._execution(call.text("name")), view)

    def list(self, call: Call) -> Json:
        view = call.choice("view", _VIEWS)
        self._store.forget(self._engine.now)
        page = list_page(
            call,
            self._store.executions(call.text("parent")),
            _EXECUTION_FIELDS,
            key=lambda execution: execution.id,
            default_size=100,
            max_size=100 if view == "FULL" else 1000,
        )
        shown = [self._listed(execution, view, call) for execution in page.items]
        return page_json("executions", shown, page.next_token)

    async def cancel(self, call: Call) -> Json:
        read_message("", call.fields, _NAME_ALONE)
        return resources.execution_json(await self._engine.cancel(call.text("name")))

    def export_data(self, call: Call) -> Json:
        execution = self._execution(call.text("name"))
        entries = execution.history.entries
        data = {
            "execution": resources.execution_json(execution),
            "stepEntries": [resources.step_entry_json(execution, entry) for entry in entries],
        }
        return {"data": json_text.encode(data)}

    def delete_history(self, call: Call) -> Json:
        read_message("", call.fields, _NAME_ALONE)
        self._engine.delete_history(call.text("name"))
        return {}

    def list_callbacks(self, call: Call) -> Json:
        page = list_page(
            call,
            sorted(self._execution(call.text("parent")).callbacks, key=lambda one: one.name),
            _NO_FIELDS,
            key=lambda endpoint: endpoint.name,
            default_size=100,
            max_size=100,
        )
        shown = [resources.callback_json(endpoint) for endpoint in page.items]
        return page_json("callbacks", shown, page.next_token)

    def get_step_entry(self, call: Call) -> Json:
        call.choice("view", _ENTRY_VIEWS)
        name, _, number = call.text("name").rpartition("/stepEntries/")
        execution = self._execution(name)
        for entry in execution.history.entries:
            if str(entry.entry_id) == number:
                return resources.step_entry_json(execution, entry)
        raise not_found(call.text("name"))

    def list_step_entries(self, call: Call) -> Json:
        call.choice("view", _ENTRY_VIEWS)
        execution = self._execution(call.text("parent"))
        page = list_page(
            call,
            execution.history.entries,
            _STEP_FIELDS,
            key=lambda entry: str(entry.entry_id),
            default_size=1000,
            max_size=1000,
        )
        shown = [resources.step_entry_json(execution, entry) for entry in page.items]
        return {**page_json("stepEntries", shown, page.next_token), "totalSize": page.total}

    def trigger_pubsub(self, call: Call) -> Json:
        """The message becomes the argument as the CloudEvent that Eventarc makes of it."""
        body = call.message("trigger", PUBSUB_TRIGGER)
        message = body.get("message", {})
        subscription = body.get("subscription", "")
        if not subscription or not (message.get("data") or message.get("attributes")):
            raise invalid_argument("subscription and a message with data or attributes are needed")
        event = _cloud_event(body.get("GCPCloudEventsMode", ""), subscription, message)
        request = StartRequest(argument=json_text.encode(event))
        return resources.execution_json(self._engine.start(call.text("workflow"), request))

    def _execution(self, name: str) -> Execution:
        self._store.forget(self._engine.now)
        return self._store.execution(name)

    def _listed(self, execution: Execution, view: str, call: Call) -> Json:
        if view == "FULL":
            return resources.execution_json(execution)
        shown = resources.execution_json(execution, "BASIC")
        if view != "BASIC" and call.user_agent.startswith("google-cloud-sdk"):
            # gcloud filters what it gets: --filter="argument~…" would find nothing without it.
            shown["argument"] = execution.argument
        return shown


def start_request(call: Call) -> StartRequest:
    """What the Execution in field `execution` asks for."""
    body = call.message("execution", EXECUTION)
    return StartRequest(
        argument=body.get("argument") or "null",
        labels=body.get("labels", {}),
        call_log_level=body.get("callLogLevel") or "CALL_LOG_LEVEL_UNSPECIFIED",
        history_level=body.get("executionHistoryLevel") or "EXECUTION_HISTORY_LEVEL_UNSPECIFIED",
        buffering_disabled=body.get("disableConcurrencyQuotaOverflowBuffering", False),
    )


def _current_step_names(execution: Execution) -> list[str]:
    return [step["step"] for step in resources.status_json(execution).get("currentSteps", [])]


def _cloud_event(mode: str, subscription: str, message: Json) -> Json:
    topic = mode.removeprefix("CUSTOM_PUBSUB_")
    return {
        "id": message.get("messageId", ""),
        "source": f"//pubsub.googleapis.com/{topic or subscription}",
        "specversion": "1.0",
        "type": "google.cloud.pubsub.topic.v1.messagePublished",
        "datacontenttype": "application/json",
        "time": message.get("publishTime", ""),
        "data": {"message": message, "subscription": subscription},
    }
