#!/usr/bin/env bash
# smoke.sh [TAG FUNCTIONS]: call every function, or a release's own revisions of those it has, and
# expect what changes nothing. Private ones can be called by workflows alone, so a workflow does it.
. "$(dirname "$0")/place.sh"
gcloud workflows deploy smoke --location="$REGION" --source="$(hotelly deployment source smoke)" --format=none
answer=$(gcloud workflows run smoke --location="$REGION" --data="$(hotelly deployment smoke "$@")" --format='value(state,result,error.payload)')
say "smoke: $answer"
[[ $answer == SUCCEEDED* ]]
