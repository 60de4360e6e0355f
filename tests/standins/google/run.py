"""Cloud Run: services keep revisions and share traffic among them."""

import copy
import json
from collections.abc import Collection, Mapping
from typing import Any

from tests.standins.google.state import TIME, NotThere, Resource, State

SERVICES = "run/services"
OWN = ("client.knative.dev/nonce", "run.googleapis.com/client-version")


def apply_service(state: State, name: str, sent: Mapping[str, Any]) -> Resource:
    """The service after a create or replace; another template is another revision."""
    path = f"{SERVICES}/{name}"
    before = state.resources.get(path)
    service: Resource = copy.deepcopy(dict(sent))
    template = service["spec"]["template"]
    old = before["spec"]["template"] if before else None
    newest = before["status"]["latestCreatedRevisionName"] if before else ""
    if old is None or _told(old) != _told(template):
        newest = template["metadata"].get("name") or _next_name(state, name)
        revision = _revision(state, name, newest, template)
        state.make(f"run/revisions/{newest}", revision)
    traffic = service["spec"].get("traffic") or [{"latestRevision": True, "percent": 100}]
    service["spec"]["traffic"] = traffic
    generation = before["metadata"]["generation"] + 1 if before else 1
    service["metadata"].update(
        namespace=state.number,
        generation=generation,
        resourceVersion=f"v{generation}",
        creationTimestamp=TIME,
        labels={
            **service["metadata"].get("labels", {}),
            "cloud.googleapis.com/location": state.region,
        },
    )
    service["status"] = _status(state, name, newest, traffic, generation)
    state.resources[path] = service
    return service


def _told(template: Mapping[str, Any]) -> dict[str, Any]:
    """A template without what only names the request."""
    told = copy.deepcopy(dict(template))
    metadata = told.get("metadata", {})
    for name in OWN:
        metadata.get("annotations", {}).pop(name, None)
        metadata.get("labels", {}).pop(name, None)
    return told


def _next_name(state: State, service: str) -> str:
    count = sum(name.startswith(f"{service}-0") for name in state.names("run/revisions"))
    return f"{service}-{count + 1:05}-abc"


def _revision(state: State, service: str, name: str, template: Mapping[str, Any]) -> Resource:
    metadata = template.get("metadata", {})
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Revision",
        "metadata": {
            **copy.deepcopy(metadata),
            "name": name,
            "namespace": state.number,
            "creationTimestamp": TIME,
            "labels": {
                **metadata.get("labels", {}),
                "serving.knative.dev/service": service,
                "cloud.googleapis.com/location": state.region,
            },
        },
        "spec": copy.deepcopy(template["spec"]),
        "status": {"conditions": [{"type": "Ready", "status": "True"}]},
    }


def _status(
    state: State, name: str, newest: str, traffic: list[Mapping[str, Any]], generation: int
) -> Resource:
    host = f"{name}-{state.number}.{state.region}.run.app"
    shares = []
    for target in traffic:
        share = {"revisionName": newest, **target}
        if "tag" in target:
            share["url"] = f"https://{target['tag']}---{host}"
        shares.append(share)
    conditions = ("Ready", "ConfigurationsReady", "RoutesReady")
    return {
        "observedGeneration": generation,
        "conditions": [{"type": each, "status": "True"} for each in conditions],
        "latestCreatedRevisionName": newest,
        "latestReadyRevisionName": newest,
        "url": f"https://{host}",
        "traffic": shares,
    }


def answering(state: State, host: str) -> Resource | None:
    """The revision that a name answers with: `create-hold`, or `r1---create-hold` by its tag."""
    tag, _, name = host.rpartition("---")
    service = state.resources.get(f"{SERVICES}/{name}")
    if service is None:
        return None
    for target in service["status"]["traffic"]:
        wanted = target.get("tag") == tag if tag else target.get("percent")
        if wanted:
            return state.resources[f"run/revisions/{target['revisionName']}"]
    return None


def status_of(state: State, broken: Collection[str], path: str, body: bytes) -> int:
    """What a deployed function answers to the smoke workflow; a broken one only when it is asked
    by a tag."""
    host, _, route = path.partition("/")
    if answering(state, host) is None:
        raise NotThere(path)
    if "---" in host and host.rpartition("---")[2] in broken:
        return 500
    if route == "events":
        return 401
    return 400 if route != "health" and json.loads(body or b"{}") else 200


def serving(state: State) -> dict[str, dict[str, int]]:
    """By service the share of each revision that has traffic."""
    return {
        service["metadata"]["name"]: {
            target["revisionName"]: target["percent"]
            for target in service["status"]["traffic"]
            if target.get("percent")
        }
        for service in state.under(SERVICES)
    }


def image_of(revision: Resource) -> str:
    return str(revision["spec"]["containers"][0]["image"])
