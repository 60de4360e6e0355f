"""What waits for a person."""

from uuid import UUID

from hotelly.ingest.payloads.fields import Payload


class TaskOpened(Payload):
    """To be told to the property's staff."""

    task_id: UUID
