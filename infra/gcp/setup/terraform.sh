#!/usr/bin/env bash
# Everything that infra/gcp describes. What would change is shown first; YES=1 does not ask.
. "$(dirname "$0")/../steps/place.sh"
TF_VAR_database_root_password=$(gcloud secrets versions access latest --secret=DATABASE_ROOT_PASSWORD)
export TF_VAR_database_root_password TF_VAR_project="$PROJECT"
terraform -chdir=infra/gcp init -input=false -reconfigure -backend-config="bucket=${STATE_BUCKET#gs://}" > /dev/null

changes=0
terraform -chdir=infra/gcp plan -no-color -input=false -detailed-exitcode -out=hotelly.plan || changes=$?
[ "$changes" -ne 1 ] || exit 1
if [ "$changes" -eq 2 ]; then
  if [ -z "${YES:-}" ]; then
    read -rp 'Apply this? Type yes: ' answer
    [ "$answer" = yes ] || exit 1
  fi
  terraform -chdir=infra/gcp apply -no-color -input=false hotelly.plan
fi
rm -f infra/gcp/hotelly.plan
