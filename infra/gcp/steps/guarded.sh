#!/usr/bin/env bash
# guarded.sh STEP: run a step of a release; when it fails, let serve what served before, and fail.
. "$(dirname "$0")/place.sh"
step=$1
shift
if "$(dirname "$0")/$step.sh" "$@"; then exit 0; fi
say "$step failed: what served before release $RELEASE is put back"
"$(dirname "$0")/put-back.sh" "$KEPT/before-$RELEASE"
exit 1
