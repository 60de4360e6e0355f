#!/usr/bin/env bash
# Give the newest revision of each function all traffic, and whatever comes after it by hand, too.
. "$(dirname "$0")/place.sh"

shift_traffic() {
  gcloud run services update-traffic "$1" --region="$REGION" --to-latest --clear-tags --format=none
}
hotelly deployment names functions "${_FUNCTIONS:-all}" | for_each shift_traffic
