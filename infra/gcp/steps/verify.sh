#!/usr/bin/env bash
# See that what serves now works, and keep a record of it for a rollback.
. "$(dirname "$0")/place.sh"
"$(dirname "$0")/smoke.sh"
database_as "$(deployer)"
hotelly migrate --mark-serving "$RELEASE"
"$(dirname "$0")/record.sh" "$KEPT/after"
gcloud storage cp --recursive "$KEPT/after/*" "$RELEASES/releases/$(date -u +%Y%m%dT%H%M%S)-$RELEASE/"
say "release $RELEASE serves"
