"""uuid.*  https://cloud.google.com/workflows/docs/reference/stdlib/uuid/generate"""

from __future__ import annotations

import uuid

from infra.engine.stdlib.function import function


@function("uuid.generate")
def generate() -> str:
    return str(uuid.uuid4())
