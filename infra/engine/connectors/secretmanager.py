"""googleapis.secretmanager: secrets from a mapping, and the versions workflows add to them.

https://cloud.google.com/workflows/docs/reference/googleapis/secretmanager/Overview
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from infra.engine.connectors.handler import (
    Handler,
    google_error,
    not_found,
    project_of,
    required,
)
from infra.engine.connectors.parameters import Parameters
from infra.engine.world.context import Context

_VERSION_NAME = re.compile(r"projects/([^/]+)/secrets/([^/]+)/versions/([^/]+)")
_SECRET_NAME = re.compile(r"projects/([^/]+)/secrets/([^/]+)")


class SecretManager:
    """Every secret of `values` has a version 1; the projects in names are not told apart."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._added: dict[str, list[bytes]] = {}

    def handlers(self) -> dict[str, Handler]:
        prefix = "googleapis.secretmanager.v1.projects.secrets"
        return {
            f"{prefix}.versions.access": self.access,
            f"{prefix}.versions.accessString": self.access_string,
            f"{prefix}.addVersion": self.add_version,
            f"{prefix}.addVersionString": self.add_version_string,
        }

    async def access(
        self, name: str, args: Mapping[str, Any], parameters: Parameters, context: Context
    ) -> dict[str, Any]:
        project, secret, version = _parts(_VERSION_NAME, required(name, args, "name"))
        number, data = self._version(secret, version)
        resource = f"projects/{project}/secrets/{secret}/versions/{number}"
        return {"name": resource, "payload": {"data": b64encode(data).decode("ascii")}}

    async def access_string(
        self, name: str, args: Mapping[str, Any], parameters: Parameters, context: Context
    ) -> str:
        version = args.get("version")
        _, data = self._version(
            required(name, args, "secret_id"), "latest" if version is None else str(version)
        )
        return data.decode()

    async def add_version(
        self, name: str, args: Mapping[str, Any], parameters: Parameters, context: Context
    ) -> dict[str, str]:
        project, secret = _parts(_SECRET_NAME, required(name, args, "parent"))
        payload = required(name, required(name, args, "body", dict), "payload", dict)
        return self._add(project, secret, _decoded(required(name, payload, "data")))

    async def add_version_string(
        self, name: str, args: Mapping[str, Any], parameters: Parameters, context: Context
    ) -> dict[str, str]:
        secret = required(name, args, "secret_id")
        data: str = required(name, args, "data")
        return self._add(project_of(args, context), secret, data.encode())

    def _version(self, secret: str, version: str) -> tuple[int, bytes]:
        versions = self._versions(secret)
        number = (
            len(versions) if version == "latest" else int(version) if version.isdecimal() else 0
        )
        if not 1 <= number <= len(versions):
            raise not_found(f"Secret [{secret}], version [{version}]")
        return number, versions[number - 1]

    def _versions(self, secret: str) -> list[bytes]:
        value = self._values.get(secret)
        return ([] if value is None else [value.encode()]) + self._added.get(secret, [])

    def _add(self, project: str, secret: str, data: bytes) -> dict[str, str]:
        self._added.setdefault(secret, []).append(data)
        number = len(self._versions(secret))
        resource = f"projects/{project}/secrets/{secret}/versions/{number}"
        return {"name": resource, "state": "ENABLED"}


def _parts(pattern: re.Pattern[str], name: str) -> tuple[str, ...]:
    match = pattern.fullmatch(name)
    if match is None:
        raise google_error(400, "INVALID_ARGUMENT", "the resource name of the secret is malformed")
    return match.groups()


def _decoded(data: str) -> bytes:
    try:
        return b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise google_error(400, "INVALID_ARGUMENT", "payload.data is not Base64") from error
