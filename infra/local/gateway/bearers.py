"""Who bears an identity token; a token that was found good is not taken apart again.

A workflow shows the same token at every call of a function, and a signature takes as long to check
as the rest of the front's work.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from infra.engine.world.tokens import InvalidToken

REMEMBERED: Final = 1000
"""tokens; a caller has one for each function"""

Verify = Callable[[str, str], Mapping[str, Any]]
"""the claims of a token made for an audience; raises InvalidToken"""


class Bearers:
    """`public_urls`: a token is made for one of them, followed by the function's name."""

    def __init__(
        self,
        verify: Verify,
        public_urls: Sequence[str],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._verify = verify
        self._public_urls = public_urls
        self._now = now
        self._known: dict[tuple[str, str], tuple[str, float]] = {}
        """account and end, by function and token"""

    def account(self, function: str, token: str) -> str | None:
        """The account of a token that was made for `function`; None for any other token."""
        known = self._known.get((function, token))
        if known is None or known[1] <= self._now():
            known = self._looked_at(function, token)
        return known[0] if known else None

    def _looked_at(self, function: str, token: str) -> tuple[str, float] | None:
        claims = self._claims(function, token)
        if claims is None:
            return None
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        found = self._known[function, token] = (str(claims["email"]), float(claims["exp"]))
        return found

    def _claims(self, function: str, token: str) -> Mapping[str, Any] | None:
        for public_url in self._public_urls:
            try:
                return self._verify(token, f"{public_url}/{function}")
            except InvalidToken:
                continue
        return None
