#!/usr/bin/env bash
# The bucket of Terraform's state, versioned, and the password of the database's postgres, which
# nobody ever sees: it makes the owner of everything, once.
. "$(dirname "$0")/../steps/place.sh"
versioned() { gcloud storage buckets describe "$STATE_BUCKET" --format='value(versioning_enabled)' 2> /dev/null; }

found=$(versioned) ||
  gcloud storage buckets create "$STATE_BUCKET" --location="$REGION" --uniform-bucket-level-access \
    --public-access-prevention
[ "$found" = True ] || gcloud storage buckets update "$STATE_BUCKET" --versioning

gcloud secrets describe DATABASE_ROOT_PASSWORD --format='value(name)' > /dev/null 2>&1 ||
  gcloud secrets create DATABASE_ROOT_PASSWORD --replication-policy=user-managed --locations="$REGION"
[ -n "$(gcloud secrets versions list DATABASE_ROOT_PASSWORD --format='value(name)')" ] ||
  python3 -c 'import secrets; print(secrets.token_urlsafe(32), end="")' |
  gcloud secrets versions add DATABASE_ROOT_PASSWORD --data-file=-
