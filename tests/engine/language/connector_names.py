"""Writes down anew which methods Google's connectors have:

    python -m tests.engine.language.connector_names

They are those of the discovery documents that google-api-python-client brings along, of the APIs
that the file names: more than have a connector, since no name that Google takes may be refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import googleapiclient

from infra.engine.language.connector_names import FILE

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache/documents"
HELPERS = {
    "secretmanager.v1": (
        "projects.secrets.addVersionString",
        "projects.secrets.versions.accessString",
    ),
    "workflowexecutions.v1": ("projects.locations.workflows.executions.run",),
    "workflowexecutions.v1beta": ("projects.locations.workflows.executions.run",),
}
"""methods of connectors that the APIs do not have"""


def connector_names() -> str:
    """An API a line: its name and version, then its methods."""
    apis = [line.split(maxsplit=1)[0] for line in FILE.read_text().splitlines()]
    return "".join(" ".join([api, *sorted(set(_methods_of(api)))]) + "\n" for api in sorted(apis))


def _methods_of(api: str) -> Iterator[str]:
    yield from HELPERS.get(api, ())
    yield from _methods(json.loads((DOCUMENTS / f"{api}.json").read_text()))


def _methods(resource: Mapping[str, Any]) -> Iterator[str]:
    for method in resource.get("methods", {}).values():
        yield str(method["id"]).partition(".")[2]
    for inner in resource.get("resources", {}).values():
        yield from _methods(inner)


if __name__ == "__main__":
    FILE.write_text(connector_names())
