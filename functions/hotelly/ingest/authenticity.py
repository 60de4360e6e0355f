"""Is this webhook from whom it says? Checked on raw bytes, in constant time, before parsing.

A secret may be several, separated by commas, so that a new one can be set at both ends without
losing an event. A secret that is not configured, or short enough to be guessed, refuses with 503,
and never accepts: providers come back after a 503, while a 4xx makes some of them (Evolution) drop
the message for good. A body is read only after the headers have shown what they can.
"""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterable
from typing import Final

from werkzeug.datastructures import Headers

from hotelly import settings
from hotelly.errors import Unauthorized

TOLERANCE_SECONDS: Final = 300
SIGNATURES: Final = ("X-Hub-Signature-256", "Typeform-Signature")
MOST_SIGNATURES: Final = 8
"""of one header; Stripe sends one for each secret of the last day"""
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def verify_bearer(headers: Headers, variable: str) -> None:
    """`Authorization: Bearer <secret>`. Raises Unauthorized, NotConfigured naming the variable."""
    secrets = settings.secrets(variable)
    scheme, _, given = headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not _any_equal(given.strip(), secrets):
        raise Unauthorized("wrong_secret", "The Authorization header does not carry the secret.")


def verify_before_reading(headers: Headers, variable: str, key_in_body: bool = False) -> None:
    """Whoever shows no signature shows the secret, before a byte of the body is read; but for
    senders that know no headers. Raises Unauthorized, NotConfigured.
    """
    signed = any(name in headers for name in SIGNATURES)
    if not signed and ("Authorization" in headers or not key_in_body):
        verify_bearer(headers, variable)


def verified_stripe_body(headers: Headers, read: Callable[[], bytes], variable: str) -> bytes:
    """`Stripe-Signature: t=…,v1=…`: HMAC-SHA256 of `{t}.{body}`, at most five minutes old.

    https://docs.stripe.com/webhooks#verify-manually. The official library lets a timestamp of the
    future pass, which would make a stolen signature good for ever; here both sides of the tolerance
    are checked. Raises Unauthorized, or NotConfigured naming the variable.
    """
    secrets = settings.secrets(variable)
    timestamp, signatures = _parsed_signature(headers.get("Stripe-Signature", ""))
    if not signatures or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        raise _wrong_signature()
    body = read()
    expected = [_stripe_signature(secret, timestamp, body) for secret in secrets]
    if not any(_any_equal(signature, expected) for signature in signatures):
        raise _wrong_signature()
    return body


def _wrong_signature() -> Unauthorized:
    sentence = "The Stripe-Signature header does not fit the body, or is out of date."
    return Unauthorized("wrong_signature", sentence)


def _any_equal(given: str, accepted: Iterable[str]) -> bool:
    """Compares with every one, so that the time tells nothing."""
    found = False
    for secret in accepted:
        found |= hmac.compare_digest(given.encode(), secret.encode())
    return found


def _parsed_signature(header: str) -> tuple[str, list[str]]:
    pairs = [item.strip().partition("=") for item in header.split(",")]
    timestamps = [value for key, _, value in pairs if key == "t" and _TIMESTAMP.fullmatch(value)]
    signatures = [value for key, _, value in pairs if key == "v1"]
    return (timestamps or ["0"])[0], signatures[:MOST_SIGNATURES]


def _stripe_signature(secret: str, timestamp: str, body: bytes) -> str:
    signed = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def verify_meta(headers: Headers, body: bytes) -> None:
    """`X-Hub-Signature-256: sha256=…`: HMAC-SHA256 of the raw bytes by the app's secret.

    https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
    Raises Unauthorized, NotConfigured.
    """
    given = headers.get("X-Hub-Signature-256", "").removeprefix("sha256=")
    secrets = settings.secrets("META_APP_SECRET")
    expected = [hmac.new(each.encode(), body, hashlib.sha256).hexdigest() for each in secrets]
    if not _any_equal(given, expected):
        raise Unauthorized("wrong_signature", "The X-Hub-Signature-256 does not fit the body.")


def verify_meta_or_bearer(headers: Headers, body: bytes, variable: str) -> None:
    """Raises Unauthorized, NotConfigured."""
    if "X-Hub-Signature-256" in headers:
        verify_meta(headers, body)
    else:
        verify_bearer(headers, variable)


def verify_typeform_or_bearer(headers: Headers, body: bytes, variable: str) -> None:
    """`Typeform-Signature: sha256=…`: base64 of the HMAC-SHA256 of the raw bytes.

    https://www.typeform.com/developers/webhooks/secure-your-webhooks/
    Raises Unauthorized, NotConfigured.
    """
    signature = headers.get("Typeform-Signature")
    if signature is None:
        verify_bearer(headers, variable)
    elif not _any_equal(signature.removeprefix("sha256="), _typeform_signatures(body)):
        raise Unauthorized("wrong_signature", "The Typeform-Signature does not fit the body.")


def _typeform_signatures(body: bytes) -> list[str]:
    digests = (
        hmac.digest(each.encode(), body, "sha256") for each in settings.secrets("TYPEFORM_SECRET")
    )
    return [base64.b64encode(digest).decode() for digest in digests]


def verify_key_or_bearer(headers: Headers, key: str | None, variable: str) -> None:
    """A key inside the body is for senders that know no headers.

    Raises Unauthorized, NotConfigured.
    """
    if "Authorization" in headers or not key:
        verify_bearer(headers, variable)
    elif not _any_equal(key, settings.secrets(variable)):
        raise Unauthorized("wrong_secret", "The key in the body is not the secret.")
