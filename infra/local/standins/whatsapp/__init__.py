"""A little WhatsApp behind Evolution API v2, for machines without a telephone.

It takes texts, keeps them for people (`GET /`) and programs (`GET /_control/messages`) to read,
and sends webhooks of guests' messages on request. Start it with
`python -m infra.local.standins.whatsapp --help`; `control.py` lists what it can be asked for.
"""

from infra.local.standins.whatsapp.server import create_app

__all__ = ["create_app"]
