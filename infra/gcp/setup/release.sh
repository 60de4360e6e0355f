#!/usr/bin/env bash
# The first release, unless one serves already.
. "$(dirname "$0")/../steps/place.sh"
if gcloud storage ls "$RELEASES/releases/" > /dev/null 2>&1; then exit 0; fi
infra/deploy.sh all
