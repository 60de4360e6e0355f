"""Before Meta sends anything, it asks an address whether it is ours: token in, challenge out."""

import hmac
from collections.abc import Mapping

from hotelly import settings
from hotelly.errors import Forbidden
from hotelly.web import Reply


def confirm_subscription(query: Mapping[str, str]) -> Reply:
    """The challenge as plain text. Raises NotConfigured; Forbidden for a wrong token.

    https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
    """
    token = settings.secret("META_VERIFY_TOKEN")
    given = query.get("hub.verify_token", "")
    if query.get("hub.mode") != "subscribe" or not hmac.compare_digest(
        given.encode(), token.encode()
    ):
        raise Forbidden("wrong_token", "hub.verify_token is not the token of this address.")
    return Reply(200, {}, {"Content-Type": "text/plain"}, text=query.get("hub.challenge", "")[:200])
