variable "project" {
  description = "The Google Cloud project; ../places/PROJECT.yaml describes the installation in it."
  type        = string
}

variable "database_root_password" {
  description = "The password of postgres. setup.sh keeps it in Secret Manager and needs it once, for the database's owner."
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = null
}
