# What is counted from logs, how long logs are kept, and one page that shows funnel and health.

resource "google_logging_metric" "failed_events" {
  name   = "failed_events"
  filter = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"finish-event\" AND jsonPayload.outcome=\"failed\""
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
  }
  depends_on = [google_project_service.used]
}

# Steps by their outcome: the funnel from the first message to the reservation.
resource "google_logging_metric" "steps" {
  name   = "steps"
  filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.function:* AND jsonPayload.outcome:*"
  label_extractors = {
    step    = "EXTRACT(jsonPayload.function)"
    outcome = "EXTRACT(jsonPayload.outcome)"
  }
  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    labels {
      key        = "step"
      value_type = "STRING"
    }
    labels {
      key        = "outcome"
      value_type = "STRING"
    }
  }
  depends_on = [google_project_service.used]
}

resource "google_logging_project_bucket_config" "default" {
  project        = var.project
  location       = "global"
  bucket_id      = "_Default"
  retention_days = 30 # a journey older than that is in the database
}

locals {
  funnel = "sum by (outcome)(increase(logging_googleapis_com:user_steps{step=~\"save-message|create-hold|create-checkout|convert\"}[1h]))"
  tiles = [
    { title = "Funnel: steps by outcome, an hour", query = local.funnel },
    { title = "Failed events, an hour", query = local.failed_events },
    { title = "Requests by function, 5 minutes", query = local.requests },
    { title = "Server errors by function, 5 minutes", query = local.server_errors },
    { title = "Executions, 15 minutes", query = local.executions },
    { title = "Failed executions, 15 minutes", query = local.failures },
    { title = "Database CPU", query = local.database_cpu },
    { title = "Database connections, of ${local.max_connections}", query = local.connected },
  ]
}

resource "google_monitoring_dashboard" "hotelly" {
  dashboard_json = jsonencode({
    displayName = "Hotelly"
    mosaicLayout = {
      columns = 12
      tiles = [
        for index, tile in local.tiles : {
          xPos   = (index % 2) * 6
          yPos   = floor(index / 2) * 4
          width  = 6
          height = 4
          widget = {
            title = tile.title
            xyChart = {
              dataSets = [{ plotType = "LINE", timeSeriesQuery = { prometheusQuery = tile.query } }]
            }
          }
        }
      ]
    }
  })
  depends_on = [google_project_service.used]
}
