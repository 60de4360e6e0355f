# What must never change: who may reach what. Run offline, against a provider that knows nothing.

mock_provider "google" {}

variables {
  project = "example"
}

run "closed_by_default" {
  command = plan

  assert {
    condition     = [for name, service in google_cloud_run_v2_service.function : name if service.invoker_iam_disabled] == ["receive-webhook"]
    error_message = "Only receive-webhook may be called without an identity token."
  }
  assert {
    condition     = [for name, service in google_cloud_run_v2_service.function : name if service.ingress == "INGRESS_TRAFFIC_ALL"] == ["receive-webhook"]
    error_message = "Only receive-webhook may be reached from outside."
  }
  assert {
    condition     = keys(google_cloud_run_v2_service_iam_member.caller) == [for name in keys(local.private_functions) : "${name}/$${WORKFLOWS_ACCOUNT}"]
    error_message = "The workflows' account, and no other, may call every private function."
  }
  assert {
    condition     = keys(google_cloud_run_v2_service.function) == keys(local.deployment.functions)
    error_message = "Every function of deployment.yaml is a service."
  }
}

run "a_secret_is_read_by_those_that_list_it" {
  command = plan

  assert {
    condition = toset(keys(google_secret_manager_secret_iam_member.reader)) == toset(flatten([
      for name, function in local.deployment.functions : [for secret in lookup(function, "secrets", []) : "${name}/${secret}"]
    ]))
    error_message = "A secret's readers are the functions that list it."
  }
  assert {
    condition     = alltrue([for reader in google_secret_manager_secret_iam_member.reader : reader.role == "roles/secretmanager.secretAccessor"])
    error_message = "A reader of a secret reads it, and that is all."
  }
}

run "roles_on_the_project_are_a_fixed_list" {
  command = plan

  assert {
    condition = length(setsubtract(
      concat(
        [for member in google_project_iam_member.function_database : member.role],
        [for member in google_project_iam_member.function_starts_workflows : member.role],
        [for member in google_project_iam_member.workflows : member.role],
        [google_project_iam_member.scheduler_starts_workflows.role],
        [for member in google_project_iam_member.deployer : member.role],
        [for member in google_project_iam_member.operator_database : member.role],
      ),
      [
        "roles/cloudsql.client", "roles/cloudsql.instanceUser", "roles/logging.logWriter", "roles/run.developer",
        "roles/workflows.editor", "roles/workflows.invoker",
      ]
    )) == 0
    error_message = "No account may hold another role on the whole project."
  }
  assert {
    condition     = keys(google_project_iam_member.function_starts_workflows) == ["receive-webhook"]
    error_message = "Of the functions only receive-webhook starts workflows."
  }
}

run "no_account_has_a_key" {
  command = plan

  assert {
    condition = alltrue([
      for name in fileset(path.module, "*.tf") : !can(regex("google_service_account_key|google_storage_hmac_key|google_apikeys_key", file("${path.module}/${name}")))
    ])
    error_message = "Accounts are impersonated; a key would be copied, and never end."
  }
}

run "who_deploys" {
  command = plan

  assert {
    condition     = length(google_cloudbuild_trigger.release) == 0
    error_message = "Without a repository nothing deploys by itself."
  }
}

run "a_commit_is_deployed_by_the_deployer_once_approved" {
  command = plan

  variables {
    repository = "projects/example/locations/southamerica-east1/connections/git/repositories/hotelly"
  }
  assert {
    condition     = google_cloudbuild_trigger.release[0].approval_config[0].approval_required
    error_message = "Somebody approves each deployment."
  }
  assert {
    condition     = google_cloudbuild_trigger.release[0].repository_event_config[0].push[0].branch == "^main$"
    error_message = "Only what is on the branch is deployed."
  }
}

run "the_database_answers_its_own_alone" {
  command = plan

  assert {
    condition     = google_sql_database_instance.hotelly.settings[0].connector_enforcement == "REQUIRED"
    error_message = "The database takes connections of IAM-authorised connectors only."
  }
  assert {
    condition     = length(google_sql_database_instance.hotelly.settings[0].ip_configuration[0].authorized_networks) == 0
    error_message = "No network is trusted."
  }
  assert {
    condition     = google_sql_database_instance.hotelly.deletion_protection && google_sql_database_instance.hotelly.settings[0].deletion_protection_enabled
    error_message = "The database is protected against deletion, by Terraform and by hand."
  }
  assert {
    condition = (
      google_sql_database_instance.hotelly.settings[0].backup_configuration[0].enabled
      && google_sql_database_instance.hotelly.settings[0].backup_configuration[0].point_in_time_recovery_enabled
    )
    error_message = "Backups and point-in-time recovery are on."
  }
  assert {
    condition     = local.connections <= local.deployment.database.max_connections
    error_message = "All instances together may open more connections than the database takes."
  }
  assert {
    condition = contains(
      [for flag in google_sql_database_instance.hotelly.settings[0].database_flags : "${flag.name}=${flag.value}"],
      "log_parameter_max_length=0"
    )
    error_message = "Logged statements carry no parameters: those are guests' data."
  }
  assert {
    condition     = alltrue([for user in google_sql_user.function : user.type == "CLOUD_IAM_SERVICE_ACCOUNT"])
    error_message = "Functions log in by IAM, without a password."
  }
}

run "names_fit" {
  command = plan

  assert {
    condition     = alltrue([for account in google_service_account.function : length(account.account_id) <= 30])
    error_message = "An account's id has at most thirty letters."
  }
  assert {
    condition     = alltrue([for name in keys(local.functions) : length("r20261126054500---${name}-${local.place.project_number}") <= 63])
    error_message = "The address of a release's revision must fit into one DNS label."
  }
}

run "everything_of_deployment_yaml_is_there" {
  command = plan

  assert {
    condition     = keys(google_workflows_workflow.workflow) == keys(local.deployment.workflows)
    error_message = "Every workflow is there."
  }
  assert {
    condition     = keys(google_cloud_scheduler_job.job) == keys(local.deployment.schedules)
    error_message = "Every schedule is a job."
  }
  assert {
    condition     = length(google_monitoring_alert_policy.alert) == 7 && length(google_monitoring_alert_policy.log_alert) == 3
    error_message = "Every alert of the runbook is there."
  }
}
