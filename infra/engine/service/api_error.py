"""What the APIs refuse, in Google's words: a canonical status and a message for whoever called.

Statuses and their numbers:
https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
"""

from __future__ import annotations

from typing import Any

_CODES = {
    "CANCELLED": (1, 499),
    "INVALID_ARGUMENT": (3, 400),
    "NOT_FOUND": (5, 404),
    "ALREADY_EXISTS": (6, 409),
    "PERMISSION_DENIED": (7, 403),
    "RESOURCE_EXHAUSTED": (8, 429),
    "FAILED_PRECONDITION": (9, 400),
    "OUT_OF_RANGE": (11, 400),
    "UNIMPLEMENTED": (12, 501),
    "INTERNAL": (13, 500),
}


INTERNAL_MESSAGE = "the engine failed; its stderr says why"


class ApiError(Exception):
    """A refusal with a canonical status; `message` says what happened and what to do."""

    def __init__(self, status: str, message: str, details: tuple[dict[str, Any], ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.grpc_code, self.http_code = _CODES[status]

    def as_json(self) -> dict[str, Any]:
        """The body of a REST answer: https://cloud.google.com/apis/design/errors#http_mapping"""
        error = {"code": self.http_code, "message": self.message, "status": self.status}
        return {"error": {**error, "details": list(self.details)} if self.details else error}

    def as_status(self) -> dict[str, Any]:
        """A google.rpc.Status, the form inside an Operation."""
        return {"code": self.grpc_code, "message": self.message, "details": list(self.details)}


def invalid_argument(message: str, field: str = "") -> ApiError:
    """`field`, when given, is named in a BadRequest detail as Google's own services do."""
    if not field:
        return ApiError("INVALID_ARGUMENT", message)
    violation = {"field": field, "description": message}
    detail = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [violation],
    }
    return ApiError("INVALID_ARGUMENT", message, (detail,))


def not_found(name: str) -> ApiError:
    return ApiError("NOT_FOUND", f"Requested entity was not found: {name}")
