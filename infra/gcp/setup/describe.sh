#!/usr/bin/env bash
# describe.sh REGION: write infra/places/PROJECT.yaml, asking what only its owner knows.
set -euo pipefail
cd "$(dirname "$0")/../../.."
place=infra/places/$PROJECT.yaml
[ ! -e "$place" ] || exit 0
export CLOUDSDK_CORE_PROJECT=$PROJECT CLOUDSDK_CORE_DISABLE_PROMPTS=true

ask() { # VARIABLE QUESTION: its value, or what is typed
  local answer=${!1:-}
  [ -n "$answer" ] || read -rp "$2: " answer
  printf '%s' "$answer"
}

number=$(gcloud projects describe "$PROJECT" --format='value(projectNumber)')
email=$(ask ALERT_EMAIL 'E-mail address for alerts, and of who may ask the database')
back=$(ask CHECKOUT_RETURN_URL 'Page of yours that a guest sees after paying')
evolution=$(ask EVOLUTION_URL 'Address of Evolution API, for WhatsApp')
instance=$(ask EVOLUTION_INSTANCE 'Name of its instance')
sed -e "s|^project_number: .*|project_number: \"$number\"|" -e "s|^region: .*|region: $1|" \
  -e "s|ana@hotel.example|$email|g" -e "s|CHECKOUT_RETURN_URL: .*|CHECKOUT_RETURN_URL: $back|" \
  -e "s|EVOLUTION_URL: .*|EVOLUTION_URL: $evolution|" \
  -e "s|EVOLUTION_INSTANCE: .*|EVOLUTION_INSTANCE: $instance|" \
  -e '1,2c # This installation. Nothing here is secret; Terraform and the pipeline read it.' \
  infra/places/example.yaml > "$place.new"
mv "$place.new" "$place"
