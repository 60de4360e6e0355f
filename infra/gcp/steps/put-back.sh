#!/usr/bin/env bash
# put-back.sh FOLDER: let serve again what record.sh kept there. Workflows first, since they call
# the functions that are there; functions next; SQL never: yesterday's code works on it.
. "$(dirname "$0")/place.sh"
export folder=$1

deploy() {
  gcloud workflows deploy "$1" --location="$REGION" --source="$folder/workflows/$1.yaml" --format='value(name)'
}
serve() {
  gcloud run services update-traffic "$1" --region="$REGION" --to-revisions="$2" --clear-tags --format=none
}
"$(dirname "$0")/record.sh" "$KEPT/now"
hotelly deployment moved-workflows "$folder" "$KEPT/now" | for_each deploy
hotelly deployment serving "$folder" | for_each serve 2
