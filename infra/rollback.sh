#!/usr/bin/env bash
# infra/rollback.sh [RELEASE]: let an earlier release serve again, the one before the last if none
# is named: first the workflows, then the functions, in seconds. SQL stays as it is.
. "$(dirname "$0")/gcp/steps/place.sh"
mapfile -t releases < <(gcloud storage ls "$RELEASES/releases/" | sort)
chosen=
for each in "${releases[@]}"; do
  [ -z "${1:-}" ] || [[ $each != *-"$1"/ ]] || chosen=$each
done
if [ -z "${1:-}" ]; then
  [ "${#releases[@]}" -ge 2 ] || { say 'There is no release before the one that serves.'; exit 1; }
  chosen=${releases[-2]}
fi
[ -n "$chosen" ] || { say "No release is called $1: ${releases[*]##*releases/}"; exit 1; }

rm -rf "$KEPT/chosen"
mkdir -p "$KEPT/chosen"
gcloud storage cp --recursive "$chosen*" "$KEPT/chosen/"
infra/gcp/steps/put-back.sh "$KEPT/chosen"
infra/gcp/steps/smoke.sh
say "$(basename "$chosen") serves; its revisions are pinned until the next deployment (RUNBOOK, 11)"
