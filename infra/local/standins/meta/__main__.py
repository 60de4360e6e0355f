"""`python -m infra.local.standins.meta`: serves the stand-in until SIGTERM.

META_ACCESS_TOKEN is what clients must send as `Authorization: Bearer …`; the webhooks are signed by
META_APP_SECRET.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

from infra.local.standins.meta.server import NUMBER_ID, create_app
from infra.local.standins.serving import serve
from infra.serving.server import listen


def main() -> None:
    options = _options()
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    app = create_app(
        token=os.environ["META_ACCESS_TOKEN"],
        app_secret=os.environ.get("META_APP_SECRET", ""),
        whatsapp_url=options.webhook_url,
        leads_url=options.leads_url,
        numbers=options.numbers.split(","),
        first_pause=options.first_pause,
        state=options.state,
    )
    serve(app, listen(options.port), "Meta stand-in ready on")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.standins.meta",
        description="A little Meta: WhatsApp's Cloud API and Lead Ads.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8082, help="port to listen on; 0 takes a free one")
    add("--numbers", default=NUMBER_ID, help="ids of the hotel's numbers, separated by commas")
    add("--webhook-url", help="receiver of what happens on WhatsApp")
    add("--leads-url", help="receiver of what happens on the page")
    add("--first-pause", type=float, default=0.5, help="seconds before a webhook is tried again")
    add("--state", type=Path, help="file that keeps everything for the next start")
    options = parser.parse_args()
    if not os.environ.get("META_ACCESS_TOKEN"):
        parser.error("META_ACCESS_TOKEN must be in the environment: clients have to send it")
    if options.webhook_url and not os.environ.get("META_APP_SECRET"):
        parser.error("--webhook-url needs META_APP_SECRET: nobody takes unsigned webhooks")
    return options


if __name__ == "__main__":
    main()
