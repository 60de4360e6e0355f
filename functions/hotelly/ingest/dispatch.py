"""Starting the ingest-event workflow for a stored event, by Google's client library.

The event is safe already, and the sweep starts what was not started. So nobody waits long for an
API that hangs: after one failure a single request at a time finds out whether it answers again, and
the others do not wait at all.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from hotelly import settings
from hotelly.errors import Unavailable

if TYPE_CHECKING:  # the library takes half a second to import: not before the first event
    from google.cloud.workflows.executions_v1 import ExecutionsClient

START_SECONDS: Final = 3
RECONNECT_MS: Final = 1000


class Trials:
    """Of those who would wait for something that failed, lets one try."""

    def __init__(self) -> None:
        self._failed = False
        self._trying = threading.Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises Unavailable at once while another one tries."""
        alone = self._failed
        if alone and not self._trying.acquire(blocking=False):
            raise Unavailable("workflows_unavailable", "Workflows did not answer lately.")
        try:
            yield
            self._failed = False
        except BaseException:
            self._failed = True
            raise
        finally:
            if alone:
                self._trying.release()


_trials: Final = Trials()


def argument_of(stored: Mapping[str, Any]) -> dict[str, Any]:
    """What ingest-event takes of a stored event: ids alone."""
    return {
        name: stored[name] for name in ("event_id", "correlation_id", "event_type", "property_id")
    }


def start_execution(argument: Mapping[str, Any]) -> str:
    """The new execution's id. Raises whatever the API answers; Unavailable when it did not."""
    with _trials.one():
        return _started(argument)


def _started(argument: Mapping[str, Any]) -> str:
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
        parent=parent,
        execution=Execution(argument=json.dumps(argument)),
        retry=None,
        timeout=START_SECONDS,
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
