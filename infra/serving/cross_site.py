"""Tells a request of a server's own pages from one that another site makes the browser send.

https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_cross_site(headers: Mapping[str, str], host: str) -> bool:
    """`host` is the address the request was sent to, HOST:PORT.

    Browsers send Sec-Fetch-Site, older ones Origin; whoever sends neither is no browser.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != host
