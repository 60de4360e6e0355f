"""Connections to Cloud SQL by Google's connector, which proves who asks and encrypts.

`cloudsql://LOGIN@/DATABASE?instance=PROJECT:REGION:INSTANCE` logs in by IAM, as the person or the
account that gcloud's application default credentials stand for; with PGPASSWORD set, by password.
"""

import atexit
import os
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

SCHEME: Final = "cloudsql"


def connect_to_cloud_sql(url: str) -> Any:
    """A pg8000.dbapi connection; raises what the connector or the driver raises."""
    parts = urlsplit(url)
    password = os.environ.get("PGPASSWORD")
    login = {"password": password} if password else {"enable_iam_auth": True}
    return _connector().connect(
        parse_qs(parts.query)["instance"][0],
        "pg8000",
        user=unquote(parts.username or ""),
        db=parts.path.lstrip("/"),
        **login,
    )


@cache
def _connector() -> Any:
    from google.cloud.sql.connector import Connector  # 0.6 s to import

    connector = Connector(refresh_strategy="LAZY")
    atexit.register(connector.close)
    return connector
