"""Cloud SQL: instances, backups, clones and exports; every operation is done at once."""

from collections.abc import Callable, Mapping

from tests.standins.google import storage
from tests.standins.google.call import Call
from tests.standins.google.state import TIME, Resource


def operation(kind: str) -> Callable[[Call], Resource]:
    """A long-running operation of Cloud SQL that is done at once."""

    def handler(call: Call) -> Resource:
        if effect := SQL_EFFECTS.get(kind):
            effect(call)
        return _operation(call, kind)

    return handler


def _operation(call: Call, kind: str) -> Resource:
    number = len(call.state.names("sql/operations")) + 1
    operation = {
        "kind": "sql#operation",
        "name": f"operation-{number}",
        "operationType": kind,
        "status": "DONE",
        "targetId": call.parts[1] if len(call.parts) > 1 else "",
        "targetProject": call.state.project,
        "insertTime": TIME,
        "startTime": TIME,
        "endTime": TIME,
    }
    call.state.resources[f"sql/operations/{operation['name']}"] = operation
    return operation


def _clone(call: Call) -> None:
    wanted = call.body["cloneContext"]
    origin = call.state.get(f"sql/projects/{call.parts[0]}/instances/{call.parts[1]}")
    name = wanted["destinationInstanceName"]
    connection = f"{call.state.project}:{call.state.region}:{name}"
    path = f"sql/projects/{call.parts[0]}/instances/{name}"
    call.state.make(path, {**origin, "name": name, "connectionName": connection})


def _back_up(call: Call) -> None:
    number = len(call.state.names(call.path)) + 1
    body = {"kind": "sql#backupRun", "id": str(number), "status": "SUCCESSFUL", "type": "ON_DEMAND"}
    call.state.make(
        f"{call.path}/{number}",
        {
            **body,
            "windowStartTime": TIME,
            "startTime": TIME,
            "endTime": TIME,
            "instance": "hotelly",
        },
    )


def _remove_instance(call: Call) -> None:
    call.state.get(call.path)
    call.state.remove(call.path)


def _patch_instance(call: Call) -> None:
    call.state.get(call.path).update({**call.state.get(call.path), **call.body})


def _export(call: Call) -> None:
    uri = call.body["exportContext"]["uri"].removeprefix("gs://")
    bucket, _, name = uri.partition("/")
    storage.put(call.state, bucket, name, b"-- exported", {})


SQL_EFFECTS: Mapping[str, Callable[[Call], None]] = {
    "CLONE": _clone,
    "BACKUP_VOLUME": _back_up,
    "DELETE": _remove_instance,
    "UPDATE": _patch_instance,
    "EXPORT": _export,
}
