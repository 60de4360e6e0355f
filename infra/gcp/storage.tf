# Records of releases, and exports of the database in another region. The state of Terraform is in a
# bucket that setup.sh makes.

resource "google_storage_bucket" "releases" {
  name                        = "${var.project}-hotelly-releases"
  location                    = local.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning {
    enabled = true
  }
  lifecycle_rule { # uploaded sources
    action {
      type = "Delete"
    }
    condition {
      age            = 30
      matches_prefix = ["source/"]
    }
  }
}

resource "google_storage_bucket" "backups" {
  name                        = "${var.project}-hotelly-backups"
  location                    = local.place.backup_region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning {
    enabled = true
  }
  retention_policy {
    retention_period = "2592000" # thirty days, against a hand that slips and one that does not
  }
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age = 90
    }
  }
}

resource "google_storage_bucket_iam_member" "deployer_releases" {
  bucket = google_storage_bucket.releases.name
  role   = "roles/storage.objectUser"
  member = google_service_account.deployer.member
}

# The instance itself writes exports and reads imports.
resource "google_storage_bucket_iam_member" "database_backups" {
  bucket = google_storage_bucket.backups.name
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${google_sql_database_instance.hotelly.service_account_email_address}"
}
