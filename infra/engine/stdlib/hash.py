"""hash.*  https://cloud.google.com/workflows/docs/reference/stdlib/hash/compute_hmac"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from infra.engine.stdlib import arguments
from infra.engine.stdlib.function import function
from infra.engine.values.errors import value_error

ALGORITHMS = ("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512")


@function("hash.compute_checksum")
def compute_checksum(data: Any, algorithm: Any) -> bytes:
    content = arguments.data(data, "data")
    return hashlib.new(_supported(algorithm), content).digest()


@function("hash.compute_hmac")
def compute_hmac(key: Any, data: Any, algorithm: Any) -> bytes:
    secret = arguments.data(key, "key")
    content = arguments.data(data, "data")
    return hmac.digest(secret, content, _supported(algorithm))


def _supported(algorithm: Any) -> str:
    name = arguments.string(algorithm, "algorithm")
    if name not in ALGORITHMS:
        raise value_error(f"unsupported hash algorithm; expecting one of {', '.join(ALGORITHMS)}")
    return name.lower()
