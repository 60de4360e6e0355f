#!/usr/bin/env bash
# Stripe's webhook endpoint: what to enter in its dashboard, and the signing secret that it shows
# then. The receiver's address is known before the receiver is there.
. "$(dirname "$0")/../steps/place.sh"
[ -z "$(gcloud secrets versions list STRIPE_WEBHOOK_SECRET --filter=state:ENABLED --format='value(name)')" ] || exit 0
say "In Stripe's dashboard, Developers, Webhooks, add an endpoint:
  URL     $(hotelly deployment url receive-webhook)/webhook/stripe
  events  checkout.session.completed, checkout.session.expired,
          checkout.session.async_payment_succeeded, checkout.session.async_payment_failed,
          refund.created, refund.updated, refund.failed, charge.refunded, charge.refund.updated,
          charge.dispute.created, charge.dispute.updated, charge.dispute.closed,
          charge.dispute.funds_withdrawn, charge.dispute.funds_reinstated"
read -rsp 'Its signing secret (whsec_…): ' value
printf '\n' >&2
[[ $value == whsec_* ]] || { say 'A signing secret begins with whsec_.'; exit 1; }
printf %s "$value" | gcloud secrets versions add STRIPE_WEBHOOK_SECRET --data-file=-
