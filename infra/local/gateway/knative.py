"""A served function as Cloud Run describes it: a service with one revision, that serves all."""

from collections.abc import Mapping
from typing import Any

from infra.deployment import Function

Json = dict[str, Any]
KIND = {"apiVersion": "serving.knative.dev/v1"}


def service(
    name: str,
    function: Function,
    variables: Mapping[str, str],
    project: str,
    location: str,
    url: str,
    started: str,
) -> Json:
    """A `Service`; `variables` are told with their values, secrets by their names alone."""
    serving = f"{name}-00001-local"
    traffic = {"latestRevision": True, "percent": 100}
    annotations = {
        "run.googleapis.com/ingress": "all" if function.public else "internal",
        "run.googleapis.com/invoker-iam-disabled": str(function.public).lower(),
    }
    template = {"metadata": {"name": serving}, "spec": _revision_spec(function, variables)}
    return {
        **KIND,
        "kind": "Service",
        "metadata": {
            **_metadata(name, project, location, started),
            "annotations": annotations,
            "generation": 1,
        },
        "spec": {"template": template, "traffic": [traffic]},
        "status": {
            "observedGeneration": 1,
            "url": url,
            "latestReadyRevisionName": serving,
            "latestCreatedRevisionName": serving,
            "traffic": [{**traffic, "revisionName": serving}],
            "conditions": _conditions(started, "Ready", "ConfigurationsReady", "RoutesReady"),
        },
    }


def revision(of: Json) -> Json:
    """The one `Revision` of a service."""
    metadata = of["metadata"]
    labels = {**metadata["labels"], "serving.knative.dev/service": metadata["name"]}
    return {
        **KIND,
        "kind": "Revision",
        "metadata": {
            **metadata,
            "name": of["status"]["latestReadyRevisionName"],
            "labels": labels,
            "annotations": {},
        },
        "spec": of["spec"]["template"]["spec"],
        "status": {
            "conditions": _conditions(metadata["creationTimestamp"], "Ready", "Active"),
            "observedGeneration": 1,
        },
    }


def _metadata(name: str, project: str, location: str, started: str) -> Json:
    return {
        "name": name,
        "namespace": project,
        "creationTimestamp": started,
        "labels": {"cloud.googleapis.com/location": location},
    }


def _revision_spec(function: Function, variables: Mapping[str, str]) -> Json:
    plain = [{"name": name, "value": value} for name, value in sorted(variables.items())]
    secret = [
        {"name": name, "valueFrom": {"secretKeyRef": {"name": name, "key": "latest"}}}
        for name in function.secrets
    ]
    target = {"name": "FUNCTION_TARGET", "value": function.entry_point}
    return {
        "containers": [
            {
                "image": "functions",  # the checkout's own folder
                "env": [target, *plain, *secret],
                "resources": {"limits": {"memory": function.memory, "cpu": function.cpu}},
            }
        ],
        "containerConcurrency": function.concurrency,
        "timeoutSeconds": function.timeout,
    }


def _conditions(since: str, *kinds: str) -> list[Json]:
    return [{"type": kind, "status": "True", "lastTransitionTime": since} for kind in kinds]
