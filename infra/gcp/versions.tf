terraform {
  required_version = ">= 1.11"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.45"
    }
  }
  backend "gcs" {
    prefix = "hotelly"
  }
}

provider "google" {
  project = var.project
  region  = local.region
}
