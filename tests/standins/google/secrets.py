"""Secret Manager: versions with what they hold."""

import base64
from collections.abc import Callable

from tests.standins.google.call import Call
from tests.standins.google.state import TIME, NotThere, Resource


def add_version(call: Call) -> Resource:
    call.state.get(call.path)
    number = len(call.state.names(f"{call.path}/versions")) + 1
    path = f"{call.path}/versions/{number}"
    call.state.contents[path] = base64.b64decode(call.body["payload"]["data"])
    return call.state.make(
        path,
        {
            "name": path.partition("/")[2],
            "state": "ENABLED",
            "createTime": TIME,
            "clientSpecifiedPayloadChecksum": True,
        },
    )


def _version(call: Call) -> str:
    """The path of a version; `latest` is the highest number."""
    if call.last != "latest":
        return call.path
    collection = call.path.rpartition("/")[0]
    numbers = sorted(call.state.names(collection), key=int)
    if not numbers:
        raise NotThere(call.path)
    return f"{collection}/{numbers[-1]}"


def access(call: Call) -> Resource:
    path = _version(call)
    version = call.state.get(path)
    data = base64.b64encode(call.state.contents[path]).decode()
    return {"name": version["name"], "payload": {"data": data}}


def set_version(state: str) -> Callable[[Call], Resource]:
    def handler(call: Call) -> Resource:
        version = call.state.get(_version(call))
        version["state"] = state
        return version

    return handler
