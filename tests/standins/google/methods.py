"""What the stand-in answers, by the method's id in Google's discovery documents.

A method that is not in the table is answered by its kind: get, list, create, patch, delete.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.standins.google import run, secrets, sql, storage
from tests.standins.google.builds import REPOSITORY
from tests.standins.google.call import Call
from tests.standins.google.state import TIME, NotThere, Resource


def answer(call: Call) -> Any:
    handler = HANDLERS.get(call.method.id) or KINDS.get(call.method.name)
    if handler is None:
        call.state.unasked.append(f"nobody answers {call.method.id}")
        raise NotThere(call.method.id)
    return handler(call)


def _get(call: Call) -> Resource:
    return call.state.get(call.path)


def _list(call: Call) -> Resource:
    assert call.method.response
    return {call.document.list_key(call.method.response): list(call.state.under(call.path))}


def _create(call: Call) -> Resource:
    ids = [value for name, value in call.query.items() if name.endswith("Id")]
    name = ids[0] if ids else str(call.body["name"]).rpartition("/")[2]
    body = {"name": f"{call.path}/{name}".partition("/")[2], "createTime": TIME, **call.body}
    return call.state.make(f"{call.path}/{name}", body)


def _patch(call: Call) -> Resource:
    resource = call.state.get(call.path)
    resource.update(call.body)
    return resource


def _delete(call: Call) -> Resource:
    call.state.get(call.path)
    call.state.remove(call.path)
    return {}


def _get_policy(call: Call) -> Resource:
    bindings: dict[str, list[str]] = {}
    for role, member in sorted(call.state.policies.get(call.path, set())):
        bindings.setdefault(role, []).append(member)
    return {"bindings": [{"role": role, "members": found} for role, found in bindings.items()]}


def _set_policy(call: Call) -> Resource:
    call.state.policies[call.path] = {
        (binding["role"], member)
        for binding in call.body["policy"].get("bindings", [])
        for member in binding["members"]
    }
    return _get_policy(call)


def _pause(state: str) -> Callable[[Call], Resource]:
    def handler(call: Call) -> Resource:
        job = call.state.get(call.path)
        job["state"] = state
        return job

    return handler


def _run_job(call: Call) -> Resource:
    job = call.state.get(call.path)
    job["lastAttemptTime"] = TIME
    return job


def _services(call: Call) -> Resource:
    items = list(call.state.under(run.SERVICES))
    return _knative_list("Service", items)


def _revisions(call: Call) -> Resource:
    wanted = call.query.get("labelSelector", "").partition("=")[2]
    items = [
        revision
        for revision in call.state.under("run/revisions")
        if revision["metadata"]["labels"]["serving.knative.dev/service"] == (wanted or ...)
        or not wanted
    ]
    return _knative_list("Revision", items)


def _knative_list(kind: str, items: list[Resource]) -> Resource:
    version = "serving.knative.dev/v1"
    return {"kind": f"{kind}List", "apiVersion": version, "metadata": {}, "items": items}


def _apply_service(call: Call) -> Resource:
    name = call.body["metadata"]["name"]
    if call.query.get("dryRun"):
        return dict(call.body)
    return run.apply_service(call.state, name, call.body)


def _image(call: Call) -> Resource:
    """Of Artifact Registry: a tag or a version of an image."""
    tag = call.last.removeprefix("sha256:")
    for path in (f"{REPOSITORY}/{tag}",):
        if path in call.state.resources:
            version = call.state.resources[path]["uri"].rpartition("@")[2]
            prefix = call.path.partition("/")[2].rpartition("/tags/")[0]
            return {"name": call.path.partition("/")[2], "version": f"{prefix}/versions/{version}"}
    raise NotThere(call.path)


def _docker_image(call: Call) -> Resource:
    for image in call.state.under(REPOSITORY):
        if image["uri"].rpartition("@")[2] == call.last.rpartition("@")[2]:
            return {"name": call.path.partition("/")[2], **image}
    raise NotThere(call.path)


def _enabled(call: Call) -> Resource:
    name = call.last
    state = "ENABLED" if f"serviceusage/services/{name}" in call.state.resources else "DISABLED"
    return {"name": f"projects/{call.state.number}/services/{name}", "state": state}


def _enable(call: Call) -> Resource:
    names = call.body.get("serviceIds") or [call.last]
    for name in names:
        full = f"projects/{call.state.number}/services/{name}"
        service = {"name": full, "state": "ENABLED", "config": {"name": name}}
        call.state.resources[f"serviceusage/services/{name}"] = service
    return {"name": "operations/acat.done", "done": True, "response": {"@type": "x"}}


def _enabled_list(call: Call) -> Resource:
    return {"services": list(call.state.under("serviceusage/services"))}


def _project(call: Call) -> Resource:
    return {
        "projectId": call.state.project,
        "projectNumber": call.state.number,
        "lifecycleState": "ACTIVE",
        "name": call.state.project,
    }


def _build(call: Call) -> Resource:
    return call.builds.submit(call.body)


def _get_build(call: Call) -> Resource:
    return call.state.get(f"cloudbuild/builds/{call.last}")


def _bucket(call: Call) -> Resource:
    body = {"kind": "storage#bucket", "id": call.body["name"], "timeCreated": TIME, **call.body}
    return call.state.make(f"storage/b/{call.body['name']}", {"metageneration": "1", **body})


Handler = Callable[[Call], Any]

KINDS: Mapping[str, Handler] = {
    "get": _get,
    "list": _list,
    "create": _create,
    "patch": _patch,
    "delete": _delete,
    "getIamPolicy": _get_policy,
    "setIamPolicy": _set_policy,
}

HANDLERS: Mapping[str, Handler] = {
    "run.namespaces.services.list": _services,
    "run.namespaces.services.get": lambda c: c.state.get(f"{run.SERVICES}/{c.last}"),
    "run.namespaces.services.create": _apply_service,
    "run.namespaces.services.replaceService": _apply_service,
    "run.namespaces.revisions.list": _revisions,
    "run.namespaces.revisions.get": lambda c: c.state.get(f"run/revisions/{c.last}"),
    "run.projects.locations.services.list": _services,
    "secretmanager.projects.secrets.addVersion": secrets.add_version,
    "secretmanager.projects.secrets.versions.access": secrets.access,
    "secretmanager.projects.secrets.versions.disable": secrets.set_version("DISABLED"),
    "secretmanager.projects.secrets.versions.enable": secrets.set_version("ENABLED"),
    "secretmanager.projects.secrets.versions.destroy": secrets.set_version("DESTROYED"),
    "sql.instances.clone": sql.operation("CLONE"),
    "sql.instances.delete": sql.operation("DELETE"),
    "sql.instances.patch": sql.operation("UPDATE"),
    "sql.instances.restoreBackup": sql.operation("RESTORE_VOLUME"),
    "sql.instances.export": sql.operation("EXPORT"),
    "sql.instances.import": sql.operation("IMPORT"),
    "sql.backupRuns.insert": sql.operation("BACKUP_VOLUME"),
    "sql.operations.get": lambda c: c.state.get(f"sql/operations/{c.last}"),
    "storage.buckets.insert": _bucket,
    "storage.buckets.getStorageLayout": lambda c: {
        "bucket": c.parts[0],
        "location": c.state.region,
    },
    "storage.objects.list": lambda c: storage.listed(c.state, c.parts[0], c.query),
    "storage.objects.delete": lambda c: storage.remove(c.state, *c.parts),
    "cloudbuild.projects.locations.builds.create": _build,
    "cloudbuild.projects.locations.builds.get": _get_build,
    "cloudscheduler.projects.locations.jobs.pause": _pause("PAUSED"),
    "cloudscheduler.projects.locations.jobs.resume": _pause("ENABLED"),
    "cloudscheduler.projects.locations.jobs.run": _run_job,
    "artifactregistry.projects.locations.repositories.packages.tags.get": _image,
    "artifactregistry.projects.locations.repositories.dockerImages.get": _docker_image,
    "serviceusage.services.get": _enabled,
    "serviceusage.services.list": _enabled_list,
    "serviceusage.services.enable": _enable,
    "serviceusage.services.batchEnable": _enable,
    "cloudresourcemanager.projects.get": _project,
}
