#!/usr/bin/env bash
# Deploy the workflows; executions that are running go on with the source they began with.
# _WORKFLOWS names one workflow, all or none. The one that smokes is smoke.sh's own.
. "$(dirname "$0")/place.sh"

deploy() {
  gcloud workflows deploy "$1" --location="$REGION" --source="$(hotelly deployment source "$1")" --format='value(name)'
}
{ hotelly deployment names workflows "${_WORKFLOWS:-all}" | grep -vx smoke || true; } | for_each deploy
