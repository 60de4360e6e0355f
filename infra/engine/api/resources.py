"""Workflows, executions, step entries and callbacks as the REST API shows them.

https://cloud.google.com/workflows/docs/reference/executions/rest/v1/projects.locations.workflows.executions
Fields without a value are left out, as Google's JSON does; 64-bit integers are strings.
"""

from __future__ import annotations

from typing import Any

from infra.engine.runtime.history import FAILED, StepEntry
from infra.engine.service.callbacks import CallbackEndpoint
from infra.engine.service.execution import Execution, ExecutionError, Revision, Workflow
from infra.engine.values.shown import shown, to_json
from infra.engine.values.timestamps import duration, rfc3339

Json = dict[str, Any]


def workflow_json(workflow: Workflow, revision: Revision | None = None) -> Json:
    """The workflow at `revision`, else at its latest."""
    shown = revision or workflow.latest
    settings = workflow.settings
    return _filled(
        {
            "name": workflow.name,
            "description": settings.description,
            "state": "ACTIVE",
            "revisionId": shown.id,
            "createTime": rfc3339(workflow.created),
            "updateTime": rfc3339(workflow.updated),
            "revisionCreateTime": rfc3339(shown.created),
            "labels": dict(settings.labels),
            "serviceAccount": shown.settings.service_account,
            "sourceContents": shown.settings.source,
            "cryptoKeyName": settings.crypto_key_name,
            "callLogLevel": _specified(settings.call_log_level),
            "userEnvVars": dict(shown.settings.environment),
            "executionHistoryLevel": _specified(settings.history_level),
        }
    )


def execution_json(execution: Execution, view: str = "FULL") -> Json:
    """`view` BASIC leaves out what is large: argument, result, error and the rest."""
    basic = _basic(execution)
    return basic if view == "BASIC" else _filled({**basic, **_details(execution)})


def _basic(execution: Execution) -> Json:
    started, ended = execution.started, execution.ended
    return _filled(
        {
            "name": execution.name,
            "createTime": rfc3339(execution.created),
            "startTime": rfc3339(started) if started else None,
            "endTime": rfc3339(ended) if ended else None,
            "duration": duration(ended - started) if started and ended else None,
            "state": execution.state,
            "workflowRevisionId": execution.revision.id,
        }
    )


def _details(execution: Execution) -> Json:
    return {
        "argument": execution.argument,
        "result": execution.result,
        "error": error_json(execution.error) if execution.error else None,
        "callLogLevel": _specified(execution.call_log_level),
        "executionHistoryLevel": _specified(execution.history_level),
        "labels": dict(execution.labels),
        "status": status_json(execution),
        "disableConcurrencyQuotaOverflowBuffering": execution.buffering_disabled,
    }


def status_json(execution: Execution) -> Json:
    """The steps in progress; of a finished execution, the last one it came to."""
    history = execution.history
    steps = history.current_steps()
    last = history.last_step()
    if not steps and last is not None:
        steps = [(last.routine, last.name)]
    return _filled({"currentSteps": [{"routine": name, "step": step} for name, step in steps]})


def error_json(error: ExecutionError) -> Json:
    elements = [
        {
            "step": frame.step,
            "routine": frame.routine,
            "position": {
                "line": str(frame.line),
                "column": str(frame.column),
                "length": str(frame.length),
            },
        }
        for frame in error.stack_trace
    ]
    told = {"payload": error.payload, "context": error.context}
    return _filled({**told, "stackTrace": _filled({"elements": elements})})


def step_entry_json(execution: Execution, entry: StepEntry) -> Json:
    failed, variables = entry.state == FAILED, entry.variables
    return _filled(
        {
            "name": f"{execution.name}/stepEntries/{entry.entry_id}",
            "createTime": rfc3339(entry.created),
            "updateTime": rfc3339(entry.updated),
            "routine": entry.routine,
            "step": entry.step,
            "stepType": entry.step_type,
            "state": entry.state,
            "exception": {"payload": to_json(entry.exception)} if failed else None,
            "entryId": str(entry.entry_id),
            "navigationInfo": _navigation(entry),
            "stepEntryMetadata": _progress(entry),
            "variableData": {"variables": shown(variables)} if variables is not None else None,
        }
    )


def _navigation(entry: StepEntry) -> Json:
    return _filled(
        {
            "parent": _int64(entry.parent),
            "next": _int64(entry.next),
            "previous": _int64(entry.previous),
            "children": [str(child) for child in entry.children],
        }
    )


def _progress(entry: StepEntry) -> Json:
    return _filled(
        {
            "threadId": entry.thread_id,
            "expectedIteration": _int64(entry.expected_iteration),
            "progressType": entry.progress_type,
            "progressNumber": _int64(entry.progress_number),
        }
    )


def callback_json(endpoint: CallbackEndpoint) -> Json:
    return _filled(
        {
            "name": endpoint.name,
            "method": endpoint.method,
            "availablePayloads": [to_json(one) for one in endpoint.unclaimed],
            "waiters": _int64(len(endpoint.waiters)),
        }
    )


def _int64(number: int) -> str | None:
    return str(number) if number else None


def _specified(level: str) -> str | None:
    return None if level.endswith("_UNSPECIFIED") else level


def _filled(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, False)}
