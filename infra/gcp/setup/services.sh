#!/usr/bin/env bash
# Switch on what Terraform needs before it can switch on the rest.
. "$(dirname "$0")/../steps/place.sh"
enabled=$(gcloud services list --enabled --format='value(config.name)')
missing=()
for service in cloudresourcemanager serviceusage iam secretmanager storage; do
  grep -qx "$service.googleapis.com" <<< "$enabled" || missing+=("$service.googleapis.com")
done
[ "${#missing[@]}" -eq 0 ] || gcloud services enable "${missing[@]}"
