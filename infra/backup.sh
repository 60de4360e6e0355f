#!/usr/bin/env bash
# infra/backup.sh: a backup of the whole instance, and an export of the database to another region.
. "$(dirname "$0")/gcp/steps/place.sh"
gcloud sql backups create --instance=hotelly --description="by hand" --format='value(status)'
file=$BACKUPS/exports/hotelly-$(date -u +%Y%m%dT%H%M%S).sql.gz
gcloud sql export sql hotelly "$file" --database=hotelly --offload
say "exported to $file"
gcloud sql backups list --instance=hotelly --limit=3
