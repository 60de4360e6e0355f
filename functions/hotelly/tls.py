"""How the way to Postgres is secured, as libpq's sslmode and sslrootcert in the address say.

Without them a server elsewhere has to prove itself (`verify-full`): a password, and every guest
after it, would be told to whoever answers. This machine's own need no TLS.
"""

import ssl
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qs

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1", None)
PLAIN: Final = "disable"
BY_AUTHORITY: Final = "verify-ca"
"""the certificate counts, the name in it does not"""


def context_for(url: SplitResult) -> ssl.SSLContext | Literal[False]:
    """False: no TLS, for a Unix socket, this machine, or where the address says so."""
    options = {name: values[-1] for name, values in parse_qs(url.query).items()}
    mode = options.get("sslmode")
    if "host" in options or mode == PLAIN or (mode is None and url.hostname in LOOPBACK):
        return False
    context = ssl.create_default_context(cafile=options.get("sslrootcert"))
    context.check_hostname = mode != BY_AUTHORITY
    return context
