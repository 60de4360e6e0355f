#!/usr/bin/env bash
# A value for each secret that has none: typed without being shown, or, where the secret is ours to
# choose, made up when nothing is typed. Never on a command line. STRIPE_WEBHOOK_SECRET comes later.
. "$(dirname "$0")/../steps/place.sh"
missing() {
  [ -n "$(gcloud secrets versions list "$1" --filter=state:ENABLED --format='value(name)')" ] || echo "$1"
}
empty=$(hotelly deployment names secrets | grep -vx STRIPE_WEBHOOK_SECRET | for_each missing | sort)
for secret in $empty; do
  case $secret in
    *_API_KEY) question="$secret, as its provider shows it" ;;
    *) question="$secret (nothing: a new one is made)" ;;
  esac
  read -rsp "$question: " value
  printf '\n' >&2
  if [ -z "$value" ]; then
    [[ $secret != *_API_KEY ]] || { say "$secret is needed"; exit 1; }
    value=$(python3 -c 'import secrets; print(secrets.token_hex(24), end="")')
  fi
  printf %s "$value" | gcloud secrets versions add "$secret" --data-file=-
done
