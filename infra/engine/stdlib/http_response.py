"""A response as the map http.* returns, or as the HttpError it raises.

https://cloud.google.com/workflows/docs/http-requests#access-data
"""

from __future__ import annotations

from email.message import Message
from functools import lru_cache
from typing import Any

from infra.engine.stdlib import charset
from infra.engine.values import json_text
from infra.engine.values.errors import WorkflowError
from infra.engine.world.context import HttpResponse

_TEXT_TYPES = ("application/xml", "application/javascript", "application/x-www-form-urlencoded")


def as_map(response: HttpResponse) -> dict[str, Any]:
    """{body, code, headers}; raises HttpError from status 400 on."""
    headers = dict(response.headers)
    content_type = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    body = decoded(response.body, content_type)
    if response.code >= 400:
        raise http_error(response.code, headers, body)
    return {"body": body, "code": response.code, "headers": headers}


def http_error(code: int, headers: dict[str, str], body: Any) -> WorkflowError:
    return WorkflowError(
        {
            "message": f"HTTP server responded with error code {code}",
            "tags": ["HttpError"],
            "code": code,
            "headers": headers,
            "body": body,
        }
    )


def decoded(content: bytes, content_type: str) -> Any:
    """JSON types give the value, text the string, all else the bytes; nothing at all gives null.

    A body that is not what its type says stays text or, in the end, bytes: a failing server often
    labels its page wrongly, and the workflow needs the status code more than a second error.
    """
    kind, name = _parsed(content_type)
    if not content and not kind.startswith("text/"):
        return None
    is_json = kind == "application/json" or kind.endswith("+json")
    if not (is_json or not kind or kind.startswith("text/") or kind in _TEXT_TYPES):
        return content
    try:
        text = content.decode(charset.codec(name))
    except (UnicodeDecodeError, LookupError):
        return content
    return _json_or_text(text) if is_json else text


def _json_or_text(text: str) -> Any:
    try:
        return json_text.decode(text)
    except ValueError:
        return text


@lru_cache(maxsize=256)
def _parsed(content_type: str) -> tuple[str, str]:
    """The type in lower case without parameters, and its charset."""
    kind, has_parameters, _ = content_type.partition(";")
    if not has_parameters:
        return kind.strip().lower(), "utf-8"
    message = Message()
    message["Content-Type"] = content_type
    name = message.get_param("charset", "utf-8")
    return kind.strip().lower(), name if isinstance(name, str) else "utf-8"
