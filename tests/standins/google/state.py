"""What exists in the stand-in's project: resources by their path, and who may do what on each."""

import copy
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Resource = dict[str, Any]
TIME = "2026-11-26T05:00:00Z"


class NotThere(Exception):
    """No resource has this path."""


class AlreadyThere(Exception):
    """A resource has this path."""


@dataclass
class State:
    """`resources` are bodies by API and path, as in `secretmanager/projects/demo/secrets/X`."""

    project: str
    number: str
    region: str
    resources: dict[str, Resource] = field(default_factory=dict)
    policies: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """(role, member) by the resource's path"""
    contents: dict[str, bytes] = field(default_factory=dict)
    """what objects and secret versions hold, by path"""
    unasked: list[str] = field(default_factory=list)
    """requests that nobody answers, and bodies that Google would refuse"""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, path: str) -> Resource:
        try:
            return self.resources[path]
        except KeyError:
            raise NotThere(path) from None

    def make(self, path: str, body: Resource) -> Resource:
        if path in self.resources:
            raise AlreadyThere(path)
        self.resources[path] = body
        return body

    def remove(self, path: str) -> None:
        for each in [each for each in self.resources if f"{each}/".startswith(f"{path}/")]:
            del self.resources[each]

    def under(self, collection: str) -> Iterator[Resource]:
        """The resources directly under a path, in the order of their names."""
        for path in sorted(self.resources):
            if path.rpartition("/")[0] == collection:
                yield self.resources[path]

    def names(self, collection: str) -> set[str]:
        return {
            path.rpartition("/")[2]
            for path in self.resources
            if path.rpartition("/")[0] == collection
        }

    def members(self, path: str, role: str) -> set[str]:
        return {member for given, member in self.policies.get(path, set()) if given == role}

    def picture(self) -> dict[str, Any]:
        """All of it, for comparison: what was made when, and in how many attempts, apart."""
        ignored = ("builds/", "operations/", "storage/b/")
        resources = {
            path: copy.deepcopy(body)
            for path, body in self.resources.items()
            if not any(part in path for part in ignored)
        }
        return {"resources": resources, "policies": copy.deepcopy(self.policies)}


def digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
