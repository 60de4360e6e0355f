"""How the way to a database is secured: libpq's sslmode and sslrootcert in its address say it."""

import ssl
from typing import Literal
from urllib.parse import SplitResult, parse_qs


def tls_for(url: SplitResult) -> ssl.SSLContext | Literal[False]:
    """A server elsewhere proves itself before it hears a password; this machine's need no TLS."""
    options = {name: values[-1] for name, values in parse_qs(url.query).items()}
    here = "host" in options or url.hostname in (None, "localhost", "127.0.0.1", "::1")
    if options.get("sslmode", "disable" if here else "") == "disable":
        return False
    return ssl.create_default_context(cafile=options.get("sslrootcert"))
