#!/usr/bin/env bash
# record.sh FOLDER: keep there what serves now, traffic and workflows.
. "$(dirname "$0")/place.sh"
folder=$1
export new=$folder.new
rm -rf "$new"
mkdir -p "$new/workflows"

record() { gcloud workflows describe "$1" --location="$REGION" --format=json > "$new/workflows/$1.json"; }
gcloud run services list --region="$REGION" --format=json > "$new/services.json"
hotelly deployment names workflows | for_each record
rm -rf "$folder"
mv "$new" "$folder"
