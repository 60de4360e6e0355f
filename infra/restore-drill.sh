#!/usr/bin/env bash
# infra/restore-drill.sh [TIME]: clone the database as it was at TIME (RFC 3339, UTC; ten minutes
# ago if none is given), look whether what came back is sound, and delete the clone. The original is
# left alone. DRILL_DATABASE_URL is another address of the clone.
. "$(dirname "$0")/gcp/steps/place.sh"
at=${1:-$(date -u -d '10 minutes ago' +%Y-%m-%dT%H:%M:%SZ)}
began=$SECONDS
remove() {
  gcloud sql instances patch hotelly-drill --no-deletion-protection --format=none || true
  gcloud sql instances delete hotelly-drill --quiet --format=none
}

gcloud sql instances describe hotelly-drill --format='value(name)' > /dev/null 2>&1 && remove # of a drill that broke off
trap remove EXIT
export DATABASE_ROLE=hotelly_owner # whoever drills reads views only
gcloud sql instances clone hotelly hotelly-drill --point-in-time="$at" --format='value(name)'
DATABASE_URL=${DRILL_DATABASE_URL:-$(hotelly deployment drill-url "$(operator)")} hotelly verify-restore
say "restored to $at and verified in $(((SECONDS - began) / 60)) minutes"
