#!/usr/bin/env bash
# The first property, unless there is one.
. "$(dirname "$0")/../steps/place.sh"
database_as "$(operator)"
hotelly sql 'select id from properties_now limit 1' | grep -q '^(0 rows)' || exit 0
property=${PROPERTY:-}
[ -n "$property" ] || read -rp 'First property, its id and name (pousada-mar-azul Pousada Mar Azul): ' property
hotelly property "${property%% *}" "${property#* }"
say "Rooms and prices come by the event ari_updated: hotelly trigger ari_updated --help"
