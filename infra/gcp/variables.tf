variable "project" {
  description = "The Google Cloud project; ../places/PROJECT.yaml describes the installation in it."
  type        = string
}

variable "repository" {
  description = "The repository whose commits may be deployed, instead of the place's own."
  type        = string
  default     = null
}

variable "database_root_password" {
  description = "The password of postgres. setup.sh keeps it in Secret Manager and needs it once, for the database's owner."
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = null
}
