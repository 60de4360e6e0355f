# What the other files share: deployment.yaml, the place, and the services of Google that are used.

locals {
  deployment = yamldecode(file("${path.module}/../deployment.yaml"))
  place      = yamldecode(file("${path.module}/../places/${var.project}.yaml"))
  region     = local.place.region
  repository = var.repository != null ? var.repository : lookup(local.place, "repository", "")

  functions = {
    for name, own in local.deployment.functions :
    name => merge({ public = false, secrets = [], environment = {} }, local.deployment.defaults, own)
  }
  private_functions = { for name, function in local.functions : name => function if !function.public }
  with_database     = { for name, function in local.functions : name => function if lookup(function, "database_role", null) != null }

  # As infra/deployment.py counts them: at most, while a release is deployed.
  connections = local.deployment.database.reserved_connections + sum([
    for function in local.with_database : function.threads * (function.max_instances + 1)
  ])

  # What deployment.yaml's $-names stand for; a place may say otherwise.
  environment   = merge({ FUNCTIONS_URL = "https://{name}-${local.place.project_number}.${local.region}.run.app" }, local.place.environment)
  functions_url = local.environment.FUNCTIONS_URL
}

resource "google_project_service" "used" {
  for_each = toset([
    "artifactregistry", "cloudbuild", "cloudresourcemanager", "cloudscheduler", "iam", "iamcredentials", "logging",
    "monitoring", "run", "secretmanager", "serviceusage", "sqladmin", "storage", "workflowexecutions", "workflows",
  ])
  service            = "${each.key}.googleapis.com"
  disable_on_destroy = false
}
