"""What Terraform plans from deployment.yaml, by the real terraform and the stand-in provider."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.standins.terraform.offline import (
    copy_of_terraform,
    dashboard_faults,
    offline_environment,
    planned,
    query_faults,
)

pytestmark = pytest.mark.skipif(
    shutil.which("terraform") is None, reason="terraform is not on PATH"
)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Of a deployment with one function, workflow and schedule more than there is."""
    folder: Path = tmp_path_factory.mktemp("terraform")
    directory = copy_of_terraform(folder)
    path = folder / "infra/deployment.yaml"
    content = yaml.safe_load(path.read_text())
    content["functions"]["count-stars"] = {
        "entry_point": "count_stars",
        "database_role": "count_stars",
        "secrets": ["STAR_API_KEY"],
    }
    content["workflows"]["star-night"] = {"source": "workflows/star-night.workflows.yaml"}
    content["schedules"]["star-night"] = {"workflow": "star-night", "cron": "0 0 * * *"}
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return planned(directory, offline_environment(folder))


def test_an_entry_of_deployment_yaml_is_all_that_a_new_function_needs(plan: dict[str, Any]) -> None:
    made = {
        change["address"]
        for change in plan["resource_changes"]
        if re.search("count-stars|star-night|STAR_API_KEY", change["address"])
    }
    assert made == {
        'google_service_account.function["count-stars"]',
        'google_cloud_run_v2_service.function["count-stars"]',
        'google_cloud_run_v2_service_iam_member.caller["count-stars/$${WORKFLOWS_ACCOUNT}"]',
        'google_project_iam_member.function_database["count-stars/cloudsql.client"]',
        'google_project_iam_member.function_database["count-stars/cloudsql.instanceUser"]',
        'google_secret_manager_secret.secret["STAR_API_KEY"]',
        'google_secret_manager_secret_iam_member.reader["count-stars/STAR_API_KEY"]',
        'google_service_account_iam_member.deployer_deploys_as["count-stars"]',
        'google_sql_user.function["count-stars"]',
        'google_workflows_workflow.workflow["star-night"]',
        'google_cloud_scheduler_job.job["star-night"]',
    }


def test_dashboard_and_alerts_are_what_google_takes(plan: dict[str, Any]) -> None:
    assert not list(dashboard_faults(plan))


def test_a_query_that_says_nothing_is_seen() -> None:
    assert list(query_faults("sum(requests[5m]")) == [
        "sum(requests[5m]: ( and ) do not match",
        "sum(requests[5m]: it has no threshold",
    ]
