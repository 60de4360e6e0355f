"""Starting the ingest-event workflow for a stored event, by Google's client library."""

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from hotelly import settings

if TYPE_CHECKING:  # the library takes half a second to import: not before the first event
    from google.cloud.workflows.executions_v1 import ExecutionsClient

START_SECONDS: Final = 10
RECONNECT_MS: Final = 1000


def argument_of(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What ingest-event takes of a stored event: ids alone."""
    return {
        name: stored[name] for name in ("event_id", "correlation_id", "event_type", "property_id")
    }


def start_execution(argument: Mapping[str, Any]) -> str:
    """The new execution's id. Raises whatever the API answers."""
    from google.cloud.workflows.executions_v1 import Execution

    client = _client(
        settings.optional("WORKFLOWS_ENDPOINT", "https://workflowexecutions.googleapis.com")
    )
    parent = client.workflow_path(
        settings.required("GOOGLE_CLOUD_PROJECT"),
        settings.required("WORKFLOWS_LOCATION"),
        settings.optional("INGEST_WORKFLOW", "ingest-event"),
    )
    execution = client.create_execution(
        parent=parent, execution=Execution(argument=json.dumps(argument)), timeout=START_SECONDS
    )
    return str(execution.name.rpartition("/")[2])


@cache
def _client(endpoint: str) -> "ExecutionsClient":
    from google.cloud.workflows.executions_v1 import ExecutionsClient

    address = urlsplit(endpoint)
    if address.scheme == "http":
        return ExecutionsClient(transport=_plaintext_transport(address.netloc))
    return ExecutionsClient(client_options={"api_endpoint": address.netloc})


def _plaintext_transport(address: str) -> Any:
    import grpc
    from google.cloud.workflows.executions_v1.services.executions.transports import (
        ExecutionsGrpcTransport,
    )

    # gRPC waits up to two minutes between attempts to reach a server that was away; a second is
    # enough.
    options = [("grpc.max_reconnect_backoff_ms", RECONNECT_MS)]
    return ExecutionsGrpcTransport(channel=grpc.insecure_channel(address, options=options))
