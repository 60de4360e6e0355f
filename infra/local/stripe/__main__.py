"""`python -m infra.local.stripe`: serves the stand-in until SIGTERM."""

import argparse
import logging
import sys

from infra.local.standin.serving import listen, serve
from infra.local.stripe.server import create_app
from infra.local.stripe.webhooks import CHECKOUT_EVENTS


def main() -> None:
    options = _options()
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    app = create_app(
        api_key=options.api_key,
        webhook_url=options.webhook_url,
        webhook_secret=options.webhook_secret,
        enabled_events=options.events.split(","),
        first_pause=options.first_pause,
    )
    serve(app, listen(options.port), "Stripe stand-in ready on")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.stripe",
        description="A little Stripe: Checkout, refunds, events and signed webhooks.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=12111, help="port to listen on; 0 takes a free one")
    add("--api-key", required=True, help="the secret key that clients must send")
    add("--webhook-url", help="endpoint that events go to")
    add("--webhook-secret", default="", help="secret that webhooks are signed with")
    add("--events", default=",".join(CHECKOUT_EVENTS), help="types the endpoint gets, * for all")
    add("--first-pause", type=float, default=0.5, help="seconds before a webhook is tried again")
    options = parser.parse_args()
    if options.webhook_url and not options.webhook_secret:
        parser.error("--webhook-url needs --webhook-secret: nobody takes unsigned webhooks")
    return options


if __name__ == "__main__":
    main()
