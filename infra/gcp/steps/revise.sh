#!/usr/bin/env bash
# A new revision of each function out of the release's image, under its tag and without traffic.
# _FUNCTIONS names one function, all or none.
. "$(dirname "$0")/place.sh"
functions=$(hotelly deployment names functions "${_FUNCTIONS:-all}")
[ -n "$functions" ] || exit 0
digest=$(gcloud artifacts docker images describe "$IMAGE:$RELEASE" --format='value(image_summary.digest)')
export image=$IMAGE@$digest

revise() {
  mapfile -t flags < <(hotelly deployment flags "$1")
  gcloud run deploy "$1" --image="$image" --region="$REGION" --no-traffic --tag="$RELEASE" \
    --labels="release=$RELEASE" --format='value(metadata.name)' "${flags[@]}"
}
for_each revise <<< "$functions"
