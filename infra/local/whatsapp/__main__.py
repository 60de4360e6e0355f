"""`python -m infra.local.whatsapp`: serves the stand-in until SIGTERM."""

import argparse
import logging
import sys

from infra.local.standin.serving import listen, serve
from infra.local.whatsapp.server import create_app


def main() -> None:
    options = _options()
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    app = create_app(
        api_key=options.api_key,
        webhook_url=options.webhook_url,
        webhook_secret=options.webhook_secret,
        instances=options.instances.split(","),
        first_pause=options.first_pause,
    )
    serve(app, listen(options.port), "WhatsApp stand-in ready on")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.whatsapp",
        description="A little WhatsApp behind Evolution API v2: texts out, webhooks in.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8081, help="port to listen on; 0 takes a free one")
    add("--api-key", required=True, help="the key that clients must send as header apikey")
    add("--instances", default="hotelly", help="names of the accounts, separated by commas")
    add("--webhook-url", help="receiver of the webhooks")
    add("--webhook-secret", default="", help="sent to the receiver as Authorization: Bearer")
    add("--first-pause", type=float, default=0.5, help="seconds before a webhook is tried again")
    options = parser.parse_args()
    if options.webhook_url and not options.webhook_secret:
        parser.error("--webhook-url needs --webhook-secret: nobody takes anonymous webhooks")
    return options


if __name__ == "__main__":
    main()
