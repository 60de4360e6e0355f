"""Meta's Graph API, as WhatsApp and lead forms use it.

https://developers.facebook.com/docs/graph-api
"""

from functools import cache
from typing import Any, Final

import httpx

from hotelly import settings

URL: Final = "https://graph.facebook.com/v25.0"


def ask(method: str, path: str, seconds: float, **given: Any) -> httpx.Response:
    """The answer, a refusal too; `seconds` for the connection and as many for the answer. Raises
    httpx.HTTPError without one, NotConfigured.
    """
    url = settings.optional("META_GRAPH_URL", URL).rstrip("/") + path
    token = settings.required("META_ACCESS_TOKEN")
    headers = {"Authorization": f"Bearer {token}"}
    return _client().request(method, url, headers=headers, timeout=seconds, **given)


def code_of(refusal: httpx.Response) -> int | None:
    """`{"error": {"code", …}}`; None when it says none."""
    try:
        return int(refusal.json()["error"]["code"])
    except (ValueError, LookupError, TypeError):
        return None


@cache
def _client() -> httpx.Client:
    """One for all threads: making one reads the machine's certificates, 30 ms of work."""
    return httpx.Client()
