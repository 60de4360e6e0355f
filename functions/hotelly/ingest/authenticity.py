"""Is this webhook from whom it says? Checked on raw bytes, in constant time, before parsing.

A secret may be several, separated by commas, so that a new one can be set at both ends without
losing an event. A secret that is not configured refuses with 503, and never accepts: providers come
back after a 503, while a 4xx makes some of them (Evolution) drop the message for good.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Iterable
from typing import Final

from werkzeug.datastructures import Headers

from hotelly import settings
from hotelly.errors import NotConfigured, Unauthorized

TOLERANCE_SECONDS: Final = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def verify_bearer(headers: Headers, variable: str) -> None:
    """`Authorization: Bearer <secret>`. Raises Unauthorized, NotConfigured naming the variable."""
    secrets = _secrets(variable)
    scheme, _, given = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not _any_equal(given.strip(), secrets):
        raise Unauthorized("wrong_secret", "The Authorization header does not carry the secret.")


def verify_stripe(headers: Headers, body: bytes, variable: str) -> None:
    """`Stripe-Signature: t=…,v1=…`: HMAC-SHA256 of `{t}.{body}`, at most five minutes old.

    https://docs.stripe.com/webhooks#verify-manually. The official library lets a timestamp of the
    future pass, which would make a stolen signature good for ever; here both sides of the tolerance
    are checked. Raises Unauthorized, or NotConfigured naming the variable.
    """
    secrets = _secrets(variable)
    timestamp, signatures = _parsed_signature(headers.get("Stripe-Signature", ""))
    expected = [_stripe_signature(secret, timestamp, body) for secret in secrets]
    is_signed = any(_any_equal(signature, expected) for signature in signatures)
    if not is_signed or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise Unauthorized("wrong_signature", "The Stripe-Signature header does not fit the body.")


def _secrets(variable: str) -> list[str]:
    secrets = [part.strip() for part in settings.optional(variable, "").split(",")]
    if configured := [secret for secret in secrets if secret]:
        return configured
    raise NotConfigured(variable)


def _any_equal(given: str, accepted: Iterable[str]) -> bool:
    """Compares with every one, so that the time tells nothing."""
    found = False
    for secret in accepted:
        found |= hmac.compare_digest(given.encode(), secret.encode())
    return found


def _parsed_signature(header: str) -> tuple[str, list[str]]:
    pairs = [item.strip().partition("=") for item in header.split(",")]
    timestamps = [value for key, _, value in pairs if key == "t" and _TIMESTAMP.fullmatch(value)]
    return (timestamps or ["0"])[0], [value for key, _, value in pairs if key == "v1"]


def _stripe_signature(secret: str, timestamp: str, body: bytes) -> str:
    signed = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
