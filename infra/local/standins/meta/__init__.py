"""A little Meta: the Cloud API of WhatsApp, and the Lead Ads of one page, behind the Graph API.

It takes texts and templates, tells by signed webhooks how they fare, sends guests' messages and
announces leads on request. Start it with `python -m infra.local.standins.meta --help`; `control.py`
lists what it can be asked for.
"""

from infra.local.standins.meta.server import create_app

__all__ = ["create_app"]
