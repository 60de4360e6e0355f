"""`python -m infra.local.standins.whatsapp`: serves the stand-in until SIGTERM.

EVOLUTION_API_KEY is the key that clients must send as header `apikey`; WHATSAPP_WEBHOOK_SECRET goes
to the receiver of the webhooks as `Authorization: Bearer …`.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

from infra.local.standins.serving import serve
from infra.local.standins.whatsapp.server import create_app
from infra.serving.server import listen


def main() -> None:
    options = _options()
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    app = create_app(
        api_key=os.environ["EVOLUTION_API_KEY"],
        webhook_url=options.webhook_url,
        webhook_secret=os.environ.get("WHATSAPP_WEBHOOK_SECRET", ""),
        instances=options.instances.split(","),
        first_pause=options.first_pause,
        state=options.state,
    )
    serve(app, listen(options.port), "WhatsApp stand-in ready on")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.standins.whatsapp",
        description="A little WhatsApp behind Evolution API v2: texts out, webhooks in.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--port", type=int, default=8081, help="port to listen on; 0 takes a free one")
    add("--instances", default="hotelly", help="names of the accounts, separated by commas")
    add("--webhook-url", help="receiver of the webhooks")
    add("--first-pause", type=float, default=0.5, help="seconds before a webhook is tried again")
    add("--state", type=Path, help="file that keeps everything for the next start")
    options = parser.parse_args()
    if not os.environ.get("EVOLUTION_API_KEY"):
        parser.error("EVOLUTION_API_KEY must be in the environment: clients have to send it")
    if options.webhook_url and not os.environ.get("WHATSAPP_WEBHOOK_SECRET"):
        parser.error("--webhook-url needs WHATSAPP_WEBHOOK_SECRET: nobody takes anonymous webhooks")
    return options


if __name__ == "__main__":
    main()
