#!/usr/bin/env bash
# The database and its owner, a role that nobody logs in as: the deployer is a member of it.
. "$(dirname "$0")/../steps/place.sh"
PGPASSWORD=$(gcloud secrets versions access latest --secret=DATABASE_ROOT_PASSWORD)
export PGPASSWORD
database_as postgres postgres
hotelly bootstrap --member "$(deployer)"
