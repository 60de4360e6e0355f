"""`python -m infra.local.standins.stripe`: serves the stand-in until SIGTERM.

STRIPE_API_KEY is the key that clients must send, STRIPE_WEBHOOK_SECRET signs the webhooks.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

from infra.local.standins.serving import serve
from infra.local.standins.stripe.server import create_app
from infra.local.standins.stripe.webhooks import CHECKOUT_EVENTS
from infra.serving.server import listen


def main() -> None:
    options = _options()
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    app = create_app(
        api_key=os.environ["STRIPE_API_KEY"],
        webhook_url=options.webhook_url,
        webhook_secret=os.environ.get("STRIPE_WEBHOOK_SECRET", ""),
        enabled_events=options.events.split(","),
        first_pause=options.first_pause,
        state=options.state,
    )
    serve(app, listen(options.port), "Stripe stand-in ready on")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.standins.stripe",
        description="A little Stripe: Checkout, refunds, events and signed webhooks.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=12111, help="port to listen on; 0 takes a free one")
    add("--webhook-url", help="endpoint that events go to")
    add("--events", default=",".join(CHECKOUT_EVENTS), help="types the endpoint gets, * for all")
    add("--first-pause", type=float, default=0.5, help="seconds before a webhook is tried again")
    add("--state", type=Path, help="file that keeps everything for the next start")
    options = parser.parse_args()
    if not os.environ.get("STRIPE_API_KEY"):
        parser.error("STRIPE_API_KEY must be in the environment: clients have to send it")
    if options.webhook_url and not os.environ.get("STRIPE_WEBHOOK_SECRET"):
        parser.error("--webhook-url needs STRIPE_WEBHOOK_SECRET: nobody takes unsigned webhooks")
    return options


if __name__ == "__main__":
    main()
