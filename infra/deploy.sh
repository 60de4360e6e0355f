#!/usr/bin/env bash
# infra/deploy.sh all | function NAME | workflow NAME | schema
# Deploy what is in this checkout to PROJECT, by its pipeline (cloudbuild.yaml).
. "$(dirname "$0")/gcp/steps/place.sh"
usage='infra/deploy.sh all | function NAME | workflow NAME | schema'
functions=none workflows=none
case ${1:-} in
  all) functions=all workflows=all ;;
  function) functions=${2:?$usage} ;;
  workflow) workflows=${2:?$usage} ;;
  schema) ;;
  *) say "$usage"; exit 2 ;;
esac
hotelly deployment names functions "$functions" > /dev/null
hotelly deployment names workflows "$workflows" > /dev/null

release=r$(date -u +%y%m%d%H%M%S)
substitutions=_REGION=$REGION,_RELEASE=$release,_FUNCTIONS=$functions,_WORKFLOWS=$workflows
[ -z "${TEST:-}" ] || substitutions+=",_TEST=$TEST"
say "release $release to $PROJECT"
gcloud builds submit . --config=cloudbuild.yaml --region="$REGION" --substitutions="$substitutions" \
  --gcs-source-staging-dir="$RELEASES/source" --suppress-logs --format='value(status)'
