"""Ids and fingerprints by which events are told apart, without keeping what a sender made them of.

A sender may take a phone number for an id, and numbers can be tried out one by one: so ids of no
known form, and contents, are kept as HMACs with a key that is not in the database.
"""

import hashlib
import hmac
import json
import re
from typing import Any, Final

from hotelly import settings

KNOWN_FORMS: Final = re.compile(
    r"(?:evt|acct|in|re|ch|pi|po|cs)_[A-Za-z0-9_]{1,120}"  # Stripe's
    r"|[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}"  # UUIDs
    r"|[0-7][0-9A-HJKMNP-TV-Z]{25}"  # ULIDs
)


def kept_id(given: str) -> str:
    """A sender's id as it is kept: itself in a known form, else its fingerprint."""
    return given if KNOWN_FORMS.fullmatch(given) else fingerprint("id", given)


def fingerprint(*parts: Any) -> str:
    """The same content has the same fingerprint, whatever the order of its keys.

    Raises NotConfigured without FINGERPRINT_KEY.
    """
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    key = settings.secret("FINGERPRINT_KEY").encode()
    return hmac.new(key, canonical.encode(), hashlib.sha256).hexdigest()
