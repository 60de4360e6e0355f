#!/usr/bin/env bash
# Keep what serves before the release, once a release: a step that is run again must not forget it.
. "$(dirname "$0")/place.sh"
[ -e "$KEPT/before-$RELEASE" ] || "$(dirname "$0")/record.sh" "$KEPT/before-$RELEASE"
