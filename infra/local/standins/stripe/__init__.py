"""A little Stripe that really takes payments, for machines without the real one.

Checkout Sessions with their hosted page, PaymentIntents, refunds, events, `Idempotency-Key`, and
webhooks with a correct `Stripe-Signature`; cards, Pix and boleto. The official `stripe` library is
its client: `StripeClient(key, base_addresses={"api": url})`. Start it with
`python -m infra.local.standins.stripe --help`; `control.py` lists what it can be asked to do wrong.
"""

from infra.local.standins.stripe.server import create_app

__all__ = ["create_app"]
