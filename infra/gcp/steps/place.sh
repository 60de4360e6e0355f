# shellcheck shell=bash
# Sourced by every script: which installation it works on, and with what.
#
# PROJECT names it; in Cloud Build that is the build's own project. RELEASE names what is deployed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

: "${PROJECT:=${PROJECT_ID:?which installation? PROJECT=… $0}}"
: "${RELEASE:=${_RELEASE:-}}"
PATH="$PWD/.venv/bin:$PATH"
[ -e .venv/ready ] || make --silent .venv/ready
export PATH PROJECT RELEASE CLOUDSDK_CORE_PROJECT="$PROJECT" CLOUDSDK_CORE_DISABLE_PROMPTS=true

REGION=$(sed -n 's/^region: *//p' "infra/places/$PROJECT.yaml")
STATE_BUCKET=gs://$PROJECT-hotelly-terraform
RELEASES=gs://$PROJECT-hotelly-releases
BACKUPS=gs://$PROJECT-hotelly-backups
IMAGE=$REGION-docker.pkg.dev/$PROJECT/hotelly/functions
KEPT=.local/release # what one step leaves for the next
export REGION STATE_BUCKET RELEASES BACKUPS IMAGE KEPT

say() { printf '%s\n' "$*" >&2; }

# for_each FUNCTION [WORDS]: call it for each line of the input, six at a time; a line has one word.
for_each() {
  export -f "${1?}"
  # shellcheck disable=SC2016  # the inner shell's arguments
  xargs -r -P 6 -n "${2:-1}" bash -euo pipefail -c "$1"' "$@"' bash
}

# database_as LOGIN [DATABASE]: point hotelly's commands at the database, for a login of it.
database_as() {
  DATABASE_URL=$(hotelly deployment database-url "$@")
  export DATABASE_URL
}

operator() { gcloud config get account 2> /dev/null; }
deployer() { printf 'deployer@%s.iam' "$PROJECT"; }
