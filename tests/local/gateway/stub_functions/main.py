"""Two functions that tell what they see."""

import json
import os

import flask


def describe(request: flask.Request) -> dict[str, object]:
    print(json.dumps({"severity": "INFO", "message": "described"}), flush=True)
    return {
        "method": request.method,
        "path": request.path,
        "query": request.query_string.decode(),
        "body": request.get_data().decode(),
        "traceparent": request.headers.get("traceparent"),
        "environment": dict(os.environ),
        "process": os.getpid(),
    }


def describe_privately(request: flask.Request) -> dict[str, object]:
    print("not JSON", flush=True)
    return describe(request)
