# Where images are, and who deploys. The deployer has no right on IAM: it cannot give itself more.

resource "google_artifact_registry_repository" "images" {
  repository_id          = "hotelly"
  location               = local.region
  format                 = "DOCKER"
  cleanup_policy_dry_run = false

  docker_config {
    immutable_tags = true
  }
  cleanup_policies {
    id     = "keep-what-may-be-rolled-back-to"
    action = "KEEP"
    most_recent_versions {
      keep_count = 20
    }
  }
  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"
    condition {
      older_than = "7776000s"
    }
  }
  depends_on = [google_project_service.used]
}

resource "google_service_account" "deployer" {
  account_id   = "deployer"
  display_name = "Cloud Build, which deploys"
}

resource "google_project_iam_member" "deployer" {
  for_each = toset([
    "roles/cloudsql.client", "roles/cloudsql.instanceUser", "roles/logging.logWriter", "roles/run.developer",
    "roles/workflows.editor", "roles/workflows.invoker",
  ])
  project = var.project
  role    = each.key
  member  = google_service_account.deployer.member
}

resource "google_artifact_registry_repository_iam_member" "deployer" {
  repository = google_artifact_registry_repository.images.name
  location   = local.region
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.deployer.member
}

# A commit on the branch waits for somebody's approval, then it is deployed. The connection to the
# repository is made by hand, once; without one, infra/deploy.sh deploys a checkout.
resource "google_cloudbuild_trigger" "release" {
  count           = local.repository == "" ? 0 : 1
  name            = "release"
  location        = local.region
  description     = "Deploys what is on the branch, once approved"
  filename        = "cloudbuild.yaml"
  service_account = google_service_account.deployer.id
  substitutions   = { _REGION = local.region }

  repository_event_config {
    repository = local.repository
    push {
      branch = lookup(local.place, "branch", "^main$")
    }
  }
  approval_config {
    approval_required = true
  }
  depends_on = [google_project_service.used]
}

resource "google_service_account_iam_member" "deployer_deploys_as" {
  for_each           = merge(google_service_account.function, { workflows = google_service_account.workflows })
  service_account_id = each.value.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.deployer.member
}
