#!/usr/bin/env bash
# Smoke the revisions of this release, before they get any traffic.
. "$(dirname "$0")/place.sh"
[ "${_FUNCTIONS:-all}" = none ] || "$(dirname "$0")/smoke.sh" "$RELEASE" "${_FUNCTIONS:-all}"
