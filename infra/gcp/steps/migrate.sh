#!/usr/bin/env bash
# Bring the database to the state of sql/: it only grows, so that what serves goes on serving.
. "$(dirname "$0")/place.sh"
database_as "$(deployer)"
hotelly migrate --release "$RELEASE"
