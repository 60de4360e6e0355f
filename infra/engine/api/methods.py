"""Every method of the three APIs once: its HTTP form, its gRPC form, and what answers it.

The templates are those of the discovery documents and the protos' google.api.http annotations.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from infra.engine.api.call import Call
from infra.engine.api.executions import ExecutionsApi
from infra.engine.api.logging import LoggingApi
from infra.engine.api.workflows import WorkflowsApi
from infra.engine.service.engine import Engine

Json = dict[str, Any]
Handler = Callable[[Call], Json | Awaitable[Json]]

_LOCATION = "projects/*/locations/*"
_WORKFLOW = f"{_LOCATION}/workflows/*"
_EXECUTION = f"{_WORKFLOW}/executions/*"
_PAGING = ("pageSize", "pageToken")
_LISTING = ("filter", "orderBy", *_PAGING)
BOTH = ("v1", "v1beta")
_VARIABLE = re.compile(r"\{(\w+)=([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Method:
    http: str
    """verb and path; {name=…} is one variable, * one segment of it"""
    handler: Handler
    query: tuple[str, ...] = ()
    body: str = ""
    """the request's field that the HTTP body becomes; * spreads it over the request's own fields"""
    rpc: str = ""
    """service and method, where the method has a gRPC form; VERSION stands for v1 or v1beta"""
    versions: tuple[str, ...] = ("v1",)

    @property
    def resource(self) -> tuple[str, str]:
        """The path's variable and the template of the names it takes; empty without one."""
        variable = _VARIABLE.search(self.http)
        return (variable[1], variable[2]) if variable else ("", "")


def methods(engine: Engine) -> list[Method]:
    workflows = WorkflowsApi(engine)
    executions = ExecutionsApi(engine)
    return [
        *_workflows(workflows),
        *_operations(workflows),
        *_executions(executions),
        *_execution_details(executions),
        *_logging(LoggingApi(engine)),
    ]


def _workflows(api: WorkflowsApi) -> list[Method]:
    service = "google.cloud.workflows.VERSION.Workflows"
    parent, name = f"{{parent={_LOCATION}}}", f"{{name={_WORKFLOW}}}"
    return [
        Method(
            f"GET {parent}/workflows",
            api.list,
            query=_LISTING,
            rpc=f"{service}/ListWorkflows",
            versions=BOTH,
        ),
        Method(
            f"POST {parent}/workflows",
            api.create,
            query=("workflowId",),
            body="workflow",
            rpc=f"{service}/CreateWorkflow",
            versions=BOTH,
        ),
        Method(
            f"GET {name}",
            api.get,
            query=("revisionId",),
            rpc=f"{service}/GetWorkflow",
            versions=BOTH,
        ),
        Method(
            f"PATCH {name}",
            api.update,
            query=("updateMask",),
            body="workflow",
            rpc=f"{service}/UpdateWorkflow",
            versions=BOTH,
        ),
        Method(f"DELETE {name}", api.delete, rpc=f"{service}/DeleteWorkflow", versions=BOTH),
        Method(
            f"GET {name}:listRevisions",
            api.list_revisions,
            query=_PAGING,
            rpc=f"{service}/ListWorkflowRevisions",
        ),
    ]


def _operations(api: WorkflowsApi) -> list[Method]:
    operations, locations = "google.longrunning.Operations", "google.cloud.location.Locations"
    name = f"{{name={_LOCATION}/operations/*}}"
    listing = ("filter", "returnPartialSuccess", *_PAGING)
    return [
        Method(f"GET {name}", api.get_operation, rpc=f"{operations}/GetOperation", versions=BOTH),
        Method(
            f"DELETE {name}",
            api.delete_operation,
            rpc=f"{operations}/DeleteOperation",
            versions=BOTH,
        ),
        Method(
            f"GET {{name={_LOCATION}}}/operations",
            api.list_operations,
            query=listing,
            rpc=f"{operations}/ListOperations",
            versions=BOTH,
        ),
        Method(
            f"GET {{name={_LOCATION}}}",
            api.get_location,
            rpc=f"{locations}/GetLocation",
            versions=BOTH,
        ),
        Method(
            "GET {name=projects/*}/locations",
            api.list_locations,
            query=("filter", "extraLocationTypes", *_PAGING),
            rpc=f"{locations}/ListLocations",
            versions=BOTH,
        ),
    ]


def _executions(api: ExecutionsApi) -> list[Method]:
    service = "google.cloud.workflows.executions.VERSION.Executions"
    parent, name = f"{{parent={_WORKFLOW}}}", f"{{name={_EXECUTION}}}"
    return [
        Method(
            f"POST {parent}/executions",
            api.create,
            body="execution",
            rpc=f"{service}/CreateExecution",
            versions=BOTH,
        ),
        Method(
            f"GET {parent}/executions",
            api.list,
            query=("view", *_LISTING),
            rpc=f"{service}/ListExecutions",
            versions=BOTH,
        ),
        Method(
            f"GET {name}",
            api.get,
            query=("view",),
            rpc=f"{service}/GetExecution",
            versions=BOTH,
        ),
        Method(
            f"POST {name}:cancel",
            api.cancel,
            body="*",
            rpc=f"{service}/CancelExecution",
            versions=BOTH,
        ),
        Method(
            f"POST {{workflow={_WORKFLOW}}}:triggerPubsubExecution",
            api.trigger_pubsub,
            body="trigger",
        ),
    ]


def _execution_details(api: ExecutionsApi) -> list[Method]:
    parent, name = f"{{parent={_EXECUTION}}}", f"{{name={_EXECUTION}}}"
    return [
        Method(f"GET {name}:exportData", api.export_data),
        Method(f"POST {name}:deleteExecutionHistory", api.delete_history, body="*"),
        Method(f"GET {parent}/callbacks", api.list_callbacks, query=_PAGING),
        Method(
            f"GET {parent}/stepEntries",
            api.list_step_entries,
            query=("view", "skip", *_LISTING),
        ),
        Method(f"GET {{name={_EXECUTION}/stepEntries/*}}", api.get_step_entry, query=("view",)),
    ]


def _logging(api: LoggingApi) -> list[Method]:
    return [
        Method("POST entries:list", api.list, body="*", versions=("v2",)),
        Method("POST entries:write", api.write, body="*", versions=("v2",)),
        Method(
            "GET {parent=projects/*}/logs",
            api.list_logs,
            query=("resourceNames", *_PAGING),
            versions=("v2",),
        ),
    ]
