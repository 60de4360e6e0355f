# Workflows as shells, and the jobs that start them. Their sources are the pipeline's.

resource "google_service_account" "workflows" {
  account_id   = "workflows"
  display_name = "All workflows"
}

resource "google_project_iam_member" "workflows" {
  for_each = toset(["roles/logging.logWriter", "roles/workflows.invoker"]) # they start each other
  project  = var.project
  role     = each.key
  member   = google_service_account.workflows.member
}

resource "google_workflows_workflow" "workflow" {
  for_each                = local.deployment.workflows
  name                    = each.key
  region                  = local.region
  service_account         = google_service_account.workflows.id
  call_log_level          = "LOG_ALL_CALLS" # bodies carry ids and outcomes only
  execution_history_level = "EXECUTION_HISTORY_BASIC"
  deletion_protection     = true
  source_contents         = "main: {steps: [{wait: {return: not deployed yet}}]}"
  user_env_vars = {
    for name, text in lookup(each.value, "environment", {}) :
    name => can(regex("^\\$\\{(\\w+)\\}$", text)) ? local.environment[regex("^\\$\\{(\\w+)\\}$", text)[0]] : text
  }

  lifecycle {
    ignore_changes = [source_contents]
  }
  depends_on = [google_project_service.used]
}

resource "google_service_account" "scheduler" {
  account_id   = "scheduler"
  display_name = "Cloud Scheduler, which starts workflows"
}

resource "google_project_iam_member" "scheduler_starts_workflows" {
  project = var.project
  role    = "roles/workflows.invoker"
  member  = google_service_account.scheduler.member
}

resource "google_cloud_scheduler_job" "job" {
  for_each  = lookup(local.deployment, "schedules", {})
  name      = each.key
  region    = local.region
  schedule  = each.value.cron
  time_zone = lookup(each.value, "time_zone", "Etc/UTC")

  http_target {
    uri         = "https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.workflow[each.value.workflow].id}/executions"
    http_method = "POST"
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode(jsonencode({ argument = jsonencode(lookup(each.value, "argument", {})) }))
    oauth_token {
      service_account_email = google_service_account.scheduler.email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }

  lifecycle {
    ignore_changes = [paused] # an operator's, in an incident
  }
}
