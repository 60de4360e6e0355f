"""The order of the arguments of connectors, for calls in expressions, where they are positional.

Google documents such calls only for the helpers of Secret Manager:
https://cloud.google.com/workflows/docs/reference/googleapis/secretmanager/v1/projects.secrets.versions/accessString
"""

_SECRETS = "googleapis.secretmanager.v1.projects.secrets"
_EXECUTIONS = "googleapis.workflowexecutions.v1.projects.locations.workflows.executions"

SIGNATURES: dict[str, tuple[str, ...]] = {
    f"{_SECRETS}.versions.access": ("name",),
    f"{_SECRETS}.versions.accessString": ("secret_id", "version", "project_id"),
    f"{_SECRETS}.addVersion": ("parent", "body"),
    f"{_SECRETS}.addVersionString": ("secret_id", "data", "project_id"),
    f"{_EXECUTIONS}.run": (
        "workflow_id",
        "location",
        "project_id",
        "argument",
        "connector_params",
    ),
    f"{_EXECUTIONS}.create": ("parent", "body", "connector_params"),
    f"{_EXECUTIONS}.get": ("name", "view"),
    f"{_EXECUTIONS}.list": ("parent", "pageSize", "pageToken", "view"),
    f"{_EXECUTIONS}.cancel": ("name", "body"),
    "googleapis.cloudtasks.v2.projects.locations.queues.tasks.create": ("parent", "body"),
    "googleapis.pubsub.v1.projects.topics.publish": ("topic", "body"),
}
"""argument names of each built-in connector, in order"""
