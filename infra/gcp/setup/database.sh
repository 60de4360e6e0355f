#!/usr/bin/env bash
# The database and its owner, a role that nobody logs in as: the deployer is a member of it, and
# operators may take it to repair something.
. "$(dirname "$0")/../steps/place.sh"
PGPASSWORD=$(gcloud secrets versions access latest --secret=DATABASE_ROOT_PASSWORD)
export PGPASSWORD
database_as postgres postgres
mapfile -t operators < <(hotelly deployment operators)
hotelly bootstrap --member "$(deployer)" "${operators[@]/#/--operator=}"
