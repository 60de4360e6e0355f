output "functions_url" {
  description = "Where a function is, with {name} for its name."
  value       = local.functions_url
}

output "instance_connection_name" {
  value = google_sql_database_instance.hotelly.connection_name
}

output "connections" {
  description = "Database connections that may be open at once, of how many."
  value       = "${local.connections} of ${local.deployment.database.max_connections}"
}
