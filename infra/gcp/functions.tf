# Each function: an account of its own, and a Cloud Run service as a shell. Revisions and traffic are
# the pipeline's; two owners of one template would undo each other's work.

resource "google_service_account" "function" {
  for_each     = local.functions
  account_id   = "fn-${each.key}"
  display_name = "The function ${each.key}"
}

resource "google_cloud_run_v2_service" "function" {
  for_each             = local.functions
  name                 = each.key
  location             = local.region
  ingress              = each.value.public ? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_INTERNAL_ONLY"
  invoker_iam_disabled = each.value.public # allUsers is refused where organisations restrict their members
  deletion_protection  = true

  template {
    service_account = google_service_account.function[each.key].email
    containers {
      image = "us-docker.pkg.dev/cloudrun/container/hello" # until the first release
    }
  }

  lifecycle {
    ignore_changes = [template, traffic, client, client_version]
  }
  depends_on = [google_project_service.used]
}

# Those that deployment.yaml names may call private functions: the workflows' account alone.
resource "google_cloud_run_v2_service_iam_member" "caller" {
  for_each = {
    for pair in setproduct(keys(local.private_functions), local.deployment.callers) :
    "${pair[0]}/${pair[1]}" => { function = pair[0], caller = pair[1] }
  }
  name     = google_cloud_run_v2_service.function[each.value.function].name
  location = local.region
  role     = "roles/run.invoker"
  member   = each.value.caller == "$${WORKFLOWS_ACCOUNT}" ? google_service_account.workflows.member : "serviceAccount:${each.value.caller}"
}

resource "google_project_iam_member" "function_database" {
  for_each = {
    for pair in setproduct(keys(local.with_database), ["cloudsql.client", "cloudsql.instanceUser"]) :
    "${pair[0]}/${pair[1]}" => { function = pair[0], role = "roles/${pair[1]}" }
  }
  project = var.project
  role    = each.value.role
  member  = google_service_account.function[each.value.function].member
}

# Workflows knows no permission on a single workflow: those that start executions may start any.
resource "google_project_iam_member" "function_starts_workflows" {
  for_each = { for name, function in local.functions : name => function if contains(keys(function.environment), "WORKFLOWS_ENDPOINT") }
  project  = var.project
  role     = "roles/workflows.invoker"
  member   = google_service_account.function[each.key].member
}
