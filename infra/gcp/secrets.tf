# Secrets without values: setup.sh and the runbook add versions, so that no value is in Terraform's
# state. Each is readable by the functions that list it and by nobody else.

locals {
  secret_readers = merge([
    for name, function in local.functions : {
      for secret in function.secrets : "${name}/${secret}" => { function = name, secret = secret }
    }
  ]...)
}

resource "google_secret_manager_secret" "secret" {
  for_each            = toset([for reader in local.secret_readers : reader.secret])
  secret_id           = each.key
  version_destroy_ttl = "2592000s" # a destroyed version can be had back for thirty days
  deletion_protection = true

  replication {
    user_managed { # it stays in the country
      replicas {
        location = local.region
      }
    }
  }
  depends_on = [google_project_service.used]
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each  = local.secret_readers
  secret_id = google_secret_manager_secret.secret[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.function[each.value.function].member
}
