# What wakes somebody up. Shares have a floor on the count, or one error at night would be 100 %.

locals {
  run       = "monitored_resource=\"cloud_run_revision\""
  workflow  = "monitored_resource=\"workflows.googleapis.com/Workflow\""
  cloud_sql = "monitored_resource=\"cloudsql_database\""
  receiver  = one([for name, function in local.functions : name if function.public])

  requests        = "sum by (service_name)(increase(run_googleapis_com:request_count{${local.run}}[5m]))"
  server_errors   = "sum by (service_name)(increase(run_googleapis_com:request_count{${local.run},response_code_class=\"5xx\"}[5m]))"
  executions      = "sum(increase(workflows_googleapis_com:finished_execution_count{${local.workflow}}[15m]))"
  failures        = "sum(increase(workflows_googleapis_com:finished_execution_count{${local.workflow},status=\"FAILED\"}[15m]))"
  sweeps          = "sum(increase(workflows_googleapis_com:finished_execution_count{${local.workflow},workflow_id=\"expire-holds\",status=\"SUCCEEDED\"}[10m]))"
  database_cpu    = "avg by (database_id)(cloudsql_googleapis_com:database_cpu_utilization{${local.cloud_sql}})"
  database_disk   = "avg by (database_id)(cloudsql_googleapis_com:database_disk_utilization{${local.cloud_sql}})"
  connected       = "sum by (database_id)(cloudsql_googleapis_com:database_postgresql_num_backends{${local.cloud_sql}})"
  max_connections = local.deployment.database.max_connections
  failed_events   = "sum(increase(logging_googleapis_com:user_failed_events[1h]))"

  alerts = {
    server-errors = {
      severity = "ERROR", section = "4", duration = "0s"
      title    = "Over 5 % of a function's answers are 5xx"
      query    = "${local.server_errors} / ${local.requests} > 0.05 and ${local.requests} >= 20"
    }
    failed-executions = {
      severity = "ERROR", section = "9", duration = "0s"
      title    = "Over 10 % of the workflows' executions fail"
      query    = "${local.failures} / ${local.executions} > 0.10 and ${local.executions} >= 10"
    }
    database-cpu = {
      severity = "WARNING", section = "10", duration = "600s"
      title    = "The database's CPU is over 80 % for ten minutes"
      query    = "${local.database_cpu} > 0.8"
    }
    database-connections = {
      severity = "WARNING", section = "10", duration = "300s"
      title    = "Over 80 % of the database's connections are taken"
      query    = "${local.connected} > 0.8 * ${local.max_connections}"
    }
    database-disk = {
      severity = "WARNING", section = "10", duration = "600s"
      title    = "The database's disk is over 85 % full"
      query    = "${local.database_disk} > 0.85"
    }
    failed-events = {
      severity = "ERROR", section = "9", duration = "0s"
      title    = "Over ten events failed within an hour"
      query    = "${local.failed_events} > 10"
    }
    sweep-silence = {
      severity = "CRITICAL", section = "7", duration = "60s"
      title    = "expire-holds has not run for ten minutes: rooms stay held"
      query    = "absent(${local.sweeps}) or ${local.sweeps} < 1"
    }
  }

  log_alerts = {
    reconcile-findings = {
      severity = "ERROR", section = "8"
      title    = "reconcile found what must not be"
      filter   = "resource.type=\"workflows.googleapis.com/Workflow\" AND resource.labels.workflow_id=\"reconcile\" AND severity>=ERROR"
    }
    wrong-secrets = {
      severity = "WARNING", section = "6"
      title    = "Somebody tries secrets: ten wrong ones from one address"
      filter   = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${local.receiver}\" AND jsonPayload.message=\"many wrong secrets\""
    }
    changed-permissions = {
      severity = "WARNING", section = "2"
      title    = "Somebody changed a permission or a secret"
      filter   = "protoPayload.methodName=~\"SetIamPolicy$|AddSecretVersion$|DestroySecretVersion$\" AND NOT protoPayload.authenticationInfo.principalEmail=~\"^service-\""
    }
  }
}

resource "google_monitoring_notification_channel" "email" {
  display_name = "Hotelly, on call"
  type         = "email"
  labels       = { email_address = local.place.alert_email }
  depends_on   = [google_project_service.used]
}

resource "google_monitoring_alert_policy" "alert" {
  for_each              = local.alerts
  display_name          = each.value.title
  severity              = each.value.severity
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.email.name]
  user_labels           = { alert = each.key }

  conditions {
    display_name = each.value.title
    condition_prometheus_query_language {
      query                     = each.value.query
      duration                  = each.value.duration
      evaluation_interval       = "60s"
      disable_metric_validation = true # a log metric exists only after its first entry
    }
  }
  documentation {
    content = "infra/RUNBOOK.md, section ${each.value.section}. infra/RUNBOOK.pt-BR.md, seção ${each.value.section}."
  }
}

resource "google_monitoring_alert_policy" "log_alert" {
  for_each              = local.log_alerts
  display_name          = each.value.title
  severity              = each.value.severity
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.email.name]
  user_labels           = { alert = each.key }

  conditions {
    display_name = each.value.title
    condition_matched_log {
      filter = each.value.filter
    }
  }
  alert_strategy {
    notification_rate_limit {
      period = "3600s"
    }
  }
  documentation {
    content = "infra/RUNBOOK.md, section ${each.value.section}. infra/RUNBOOK.pt-BR.md, seção ${each.value.section}."
  }
}

resource "google_monitoring_uptime_check_config" "health" {
  display_name = "The receiver answers"
  timeout      = "10s"
  period       = "300s"

  http_check {
    path         = "/health"
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }
  monitored_resource {
    type = "uptime_url"
    labels = {
      project_id = var.project
      host       = split("/", trimprefix(replace(local.functions_url, "{name}", local.receiver), "https://"))[0]
    }
  }
}

resource "google_monitoring_alert_policy" "uptime" {
  display_name          = "The receiver does not answer from outside"
  severity              = "CRITICAL"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.email.name]
  user_labels           = { alert = "uptime" }

  conditions {
    display_name = "The receiver does not answer from outside"
    condition_threshold {
      filter          = "resource.type=\"uptime_url\" AND metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND metric.label.check_id=\"${google_monitoring_uptime_check_config.health.uptime_check_id}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "300s"
      aggregations {
        alignment_period     = "1200s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.*"]
      }
    }
  }
  documentation {
    content = "infra/RUNBOOK.md, section 4. infra/RUNBOOK.pt-BR.md, seção 4."
  }
}

resource "google_billing_budget" "month" {
  count           = local.place.billing_account == "" ? 0 : 1 # needs rights on the billing account
  billing_account = local.place.billing_account
  display_name    = "Hotelly in ${var.project}"

  budget_filter {
    projects = ["projects/${local.place.project_number}"]
  }
  amount {
    specified_amount {
      currency_code = "BRL"
      units         = tostring(local.place.monthly_budget_brl)
    }
  }
  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1.2]
    content {
      threshold_percent = threshold_rules.value
    }
  }
}
