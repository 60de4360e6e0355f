"""What Terraform has made, as gcloud finds it: one line a type of resource."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.standins.google import run
from tests.standins.google.state import Resource, State

Values = Mapping[str, Any]


def take(state: State, kind: str, values: Values | None, before: Values | None) -> None:
    """A resource was created, changed, or (`values` is None) deleted."""
    now = values or before or {}
    if kind.endswith("_iam_member"):
        place = state.policies.setdefault(_owner(kind, now), set())
        (place.add if values else place.discard)((now["role"], now["member"]))
    elif kind == "google_cloud_run_v2_service" and values:
        _service(state, values)
    elif kind in MADE:
        path, body = MADE[kind]
        full = path(state, now)
        if values:
            state.resources[full] = {**state.resources.get(full, {}), **body(state, values)}
        else:
            state.remove(full)


def _owner(kind: str, values: Values) -> str:
    """The path of what a permission is on; the project's own is the empty one."""
    for name in ("name", "secret_id", "bucket", "repository", "service_account_id"):
        if values.get(name):
            return f"{kind.removeprefix('google_').removesuffix('_iam_member')}/{values[name]}"
    return "project"


def _service(state: State, values: Values) -> None:
    template = values["template"][0]
    if f"{run.SERVICES}/{values['name']}" in state.resources:
        return  # templates and traffic are not Terraform's
    sent = {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {"name": values["name"], "annotations": _annotations(values)},
        "spec": {
            "template": {
                "metadata": {},
                "spec": {
                    "serviceAccountName": template["service_account"],
                    "containers": [{"image": template["containers"][0]["image"]}],
                },
            }
        },
    }
    run.apply_service(state, values["name"], sent)


def _annotations(values: Values) -> dict[str, str]:
    ingress = values["ingress"].removeprefix("INGRESS_TRAFFIC_").lower().replace("_only", "")
    open_to_all = str(bool(values["invoker_iam_disabled"])).lower()
    return {
        "run.googleapis.com/ingress": ingress,
        "run.googleapis.com/invoker-iam-disabled": open_to_all,
    }


def _job(state: State, values: Values) -> Resource:
    target = values["http_target"][0]
    return {
        "name": f"projects/{state.project}/locations/{state.region}/jobs/{values['name']}",
        "schedule": values["schedule"],
        "timeZone": values["time_zone"],
        "state": "ENABLED",
        "httpTarget": {"uri": target["uri"], "httpMethod": "POST", "body": target["body"]},
    }


def _instance(state: State, values: Values) -> Resource:
    return {
        "kind": "sql#instance",
        "name": values["name"],
        "project": state.project,
        "region": values["region"],
        "databaseVersion": values["database_version"],
        "state": "RUNNABLE",
        "connectionName": f"{state.project}:{values['region']}:{values['name']}",
        "settings": _settings(values["settings"][0]),
    }


def _settings(values: Values) -> Resource:
    backups = values["backup_configuration"][0]
    return {
        "tier": values["tier"],
        "deletionProtectionEnabled": values["deletion_protection_enabled"],
        "backupConfiguration": {
            "enabled": backups["enabled"],
            "pointInTimeRecoveryEnabled": backups["point_in_time_recovery_enabled"],
        },
    }


Path = Callable[[State, Values], str]
Body = Callable[[State, Values], Resource]

MADE: Mapping[str, tuple[Path, Body]] = {
    "google_cloud_scheduler_job": (
        lambda s, v: f"cloudscheduler/projects/{s.project}/locations/{s.region}/jobs/{v['name']}",
        _job,
    ),
    "google_secret_manager_secret": (
        lambda s, v: f"secretmanager/projects/{s.project}/secrets/{v['secret_id']}",
        lambda s, v: {
            "name": f"projects/{s.number}/secrets/{v['secret_id']}",
            "replication": {"userManaged": {"replicas": [{"location": s.region}]}},
            "createTime": "2026-11-26T05:00:00Z",
        },
    ),
    "google_sql_database_instance": (
        lambda s, v: f"sql/projects/{s.project}/instances/{v['name']}",
        _instance,
    ),
    "google_sql_user": (
        lambda s, v: f"sql/projects/{s.project}/instances/{v['instance']}/users/{v['name']}",
        lambda _, v: {"kind": "sql#user", "name": v["name"], "type": v["type"]},
    ),
    "google_storage_bucket": (
        lambda _, v: f"storage/b/{v['name']}",
        lambda _, v: {"kind": "storage#bucket", "name": v["name"], "location": v["location"]},
    ),
    "google_service_account": (
        lambda s, v: f"iam/projects/{s.project}/serviceAccounts/{v['email']}",
        lambda _, v: {"name": v["name"], "email": v["email"]},
    ),
    "google_artifact_registry_repository": (
        lambda s, v: (
            f"artifactregistry/projects/{s.project}/locations/{s.region}"
            f"/repositories/{v['repository_id']}"
        ),
        lambda _, v: {"name": v["repository_id"], "format": v["format"]},
    ),
    "google_project_service": (
        lambda _, v: f"serviceusage/services/{v['service']}",
        lambda s, v: {
            "name": f"projects/{s.number}/services/{v['service']}",
            "state": "ENABLED",
            "config": {"name": v["service"]},
        },
    ),
    "google_monitoring_alert_policy": (
        lambda s, v: f"monitoring/projects/{s.project}/alertPolicies/{v['user_labels']['alert']}",
        lambda s, v: {
            "name": f"projects/{s.project}/alertPolicies/{v['user_labels']['alert']}",
            "displayName": v["display_name"],
            "enabled": True,
        },
    ),
    "google_logging_metric": (
        lambda s, v: f"logging/projects/{s.project}/metrics/{v['name']}",
        lambda _, v: {"name": v["name"], "filter": v["filter"]},
    ),
}
