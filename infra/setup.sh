#!/usr/bin/env bash
# infra/setup.sh PROJECT REGION: the whole first installation. Each step looks first whether it is
# done, so this may be broken off and run again at any point; run on a whole one it changes nothing.
set -euo pipefail
PROJECT=${1:?infra/setup.sh PROJECT REGION}
region=${2:?infra/setup.sh PROJECT REGION}
export PROJECT
here=$(dirname "$0")

"$here/gcp/setup/describe.sh" "$region" # infra/places/PROJECT.yaml
for step in services state terraform secrets stripe database release property; do
  printf '\n== %s\n' "$step" >&2
  "$here/gcp/setup/$step.sh"
done
printf '\nThe installation is whole. Commit infra/places/%s.yaml.\n' "$PROJECT" >&2
