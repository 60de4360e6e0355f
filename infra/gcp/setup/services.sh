#!/usr/bin/env bash
# Switch on what Terraform needs before it can switch on the rest.
. "$(dirname "$0")/../steps/place.sh"
services=(cloudresourcemanager serviceusage iam secretmanager storage)
enabled=$(gcloud services list --enabled --format='value(config.name)')
for service in "${services[@]}"; do
  grep -qx "$service.googleapis.com" <<< "$enabled" || gcloud services enable "$service.googleapis.com"
done
