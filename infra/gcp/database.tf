# Postgres. It has a public address that answers nobody without an IAM-authorised connector: no
# network is on its list, and the connector is required.

resource "google_sql_database_instance" "hotelly" {
  name                     = "hotelly"
  region                   = local.region
  database_version         = "POSTGRES_18"
  deletion_protection      = true # against Terraform; deletion_protection_enabled against everybody
  root_password_wo         = var.database_root_password
  root_password_wo_version = "1"

  settings {
    edition                     = "ENTERPRISE"
    tier                        = local.place.database.tier
    availability_type           = local.place.database.availability
    disk_type                   = "PD_SSD"
    disk_size                   = 10
    disk_autoresize             = true
    connector_enforcement       = "REQUIRED"
    deletion_protection_enabled = true
    retain_backups_on_delete    = true

    ip_configuration {
      ipv4_enabled = true
      ssl_mode     = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      start_time                     = "06:00" # UTC: three in the morning
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 7
      backup_retention_settings {
        retained_backups = 14
      }
    }

    final_backup_config {
      enabled        = true
      retention_days = 30
    }

    insights_config {
      query_insights_enabled = true
      record_client_address  = false
    }

    maintenance_window {
      day          = 2 # Tuesday
      hour         = 7
      update_track = "stable"
    }

    dynamic "database_flags" {
      for_each = {
        "cloudsql.iam_authentication"       = "on"
        "max_connections"                   = tostring(local.deployment.database.max_connections)
        "log_min_duration_statement"        = "500"
        "log_parameter_max_length"          = "0" # a logged statement would carry guests' data
        "log_parameter_max_length_on_error" = "0"
      }
      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }
  }
  depends_on = [google_project_service.used]
}

resource "google_sql_user" "function" {
  for_each = local.with_database
  instance = google_sql_database_instance.hotelly.name
  name     = trimsuffix(google_service_account.function[each.key].email, ".gserviceaccount.com")
  type     = "CLOUD_IAM_SERVICE_ACCOUNT"
}

resource "google_sql_user" "deployer" {
  instance        = google_sql_database_instance.hotelly.name
  name            = trimsuffix(google_service_account.deployer.email, ".gserviceaccount.com")
  type            = "CLOUD_IAM_SERVICE_ACCOUNT"
  deletion_policy = "ABANDON"
}

resource "google_sql_user" "operator" {
  for_each        = toset(local.place.operators)
  instance        = google_sql_database_instance.hotelly.name
  name            = each.key
  type            = "CLOUD_IAM_USER"
  deletion_policy = "ABANDON"
}

resource "google_project_iam_member" "operator_database" {
  for_each = {
    for pair in setproduct(local.place.operators, ["cloudsql.client", "cloudsql.instanceUser"]) :
    "${pair[0]}/${pair[1]}" => { operator = pair[0], role = "roles/${pair[1]}" }
  }
  project = var.project
  role    = each.value.role
  member  = "user:${each.value.operator}"
}
