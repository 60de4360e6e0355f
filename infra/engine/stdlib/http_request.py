"""The arguments of http.* as a request: body encoding, query, headers, authentication.

https://cloud.google.com/workflows/docs/http-requests
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from infra.engine.stdlib import arguments
from infra.engine.values import json_text
from infra.engine.values.errors import service_error, type_error, value_error
from infra.engine.world.context import HttpRequest, Tokens

Wanted = TypeVar("Wanted", str, tuple[str, ...])

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
MAX_TIMEOUT = 1800.0
"""seconds"""
USER_AGENT = "GoogleCloudWorkflows; (+https://cloud.google.com/workflows/docs)"
DEFAULT_SCOPE = "https://www.googleapis.com/auth/cloud-platform"

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")


def build(
    tokens: Tokens,
    method: Any,
    url: Any,
    timeout: Any,
    body: Any,
    headers: Any,
    query: Any,
    auth: Any,
) -> HttpRequest:
    """Raises TypeError and ValueError as WorkflowError for what http.* does not take."""
    address = _address(url)
    sent = _headers(headers)
    content = None if body is None else _encoded(body, sent)
    if auth is not None:
        sent["Authorization"] = f"Bearer {_token(auth, address, tokens)}"
    target = address if query is None else _with_query(address, query)
    return HttpRequest(_method(method), target, sent, content, _timeout(timeout))


def refuse_private_network(private_service_name: Any, ca_certificate: Any) -> None:
    if private_service_name is not None:
        raise value_error("private_service_name needs Service Directory: not available locally")
    if ca_certificate is not None:
        raise value_error("ca_certificate is not available locally")


def _method(method: Any) -> str:
    name = arguments.string(method, "method")
    if name not in METHODS:
        raise value_error(f"argument 'method' must be one of {', '.join(METHODS)}")
    return name


def _timeout(timeout: Any) -> float:
    seconds = arguments.number(timeout, "timeout")
    if not 0 < seconds <= MAX_TIMEOUT:
        raise value_error(f"argument 'timeout' must be above 0 and at most {MAX_TIMEOUT:.0f}")
    return float(seconds)


def _address(url: Any) -> str:
    address = arguments.string(url, "url")
    if not _is_address(address):
        raise value_error("argument 'url' must be a valid URL that starts with http:// or https://")
    return address


@lru_cache(maxsize=1024)
def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _with_query(address: str, query: Any) -> str:
    pairs = [
        (key, _query_text(item))
        for key, value in arguments.dictionary(query, "query").items()
        for item in (value if isinstance(value, list) else [value])
    ]
    base, hash_sign, fragment = address.partition("#")
    joint = "&" if "?" in base else "?"
    return f"{base}{joint}{urlencode(pairs)}{hash_sign}{fragment}" if pairs else address


def _query_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json_text.encode(value)
    raise arguments.wrong_type(value, "query", "a map of strings, numbers, booleans or lists")


def _headers(headers: Any) -> dict[str, str]:
    if headers is None:
        return {"User-Agent": USER_AGENT}
    given = arguments.dictionary(headers, "headers")
    sent = {name: _header(name, value) for name, value in given.items()}
    own = _find(sent, "user-agent")
    agent = f"{sent.pop(own)} {USER_AGENT}" if own else USER_AGENT
    return {**sent, "User-Agent": agent}


def _header(name: str, value: Any) -> str:
    text = arguments.string(value, "headers")
    if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(text):
        raise value_error("argument 'headers' has a name or value that HTTP does not allow")
    return text


def _find(headers: Mapping[str, str], lower_name: str) -> str | None:
    return next((name for name in headers if name.lower() == lower_name), None)


def _encoded(body: Any, headers: dict[str, str]) -> bytes:
    """The body as its Content-Type says; without one, `headers` gets the one that fits."""
    given = _find(headers, "content-type")
    if given is not None:
        return _encoded_as(headers[given].partition(";")[0].strip().lower(), body)
    if isinstance(body, bytes):
        headers["Content-Type"] = "application/octet-stream"
        return body
    headers["Content-Type"] = "application/json; charset=utf-8"
    return _json(body)


def _encoded_as(content_type: str, body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if content_type == "application/json" or content_type.endswith("+json"):
        return _json(body)
    if isinstance(body, str):
        return body.encode()
    if content_type == "application/x-www-form-urlencoded" and isinstance(body, dict):
        return urlencode([(key, _query_text(value)) for key, value in body.items()]).encode()
    raise type_error(f"a body with Content-Type {content_type} must be a string or bytes")


def _json(body: Any) -> bytes:
    try:
        return json_text.encode(body).encode()
    except ValueError as error:
        raise value_error(f"argument 'body': {error}") from error


def _token(auth: Any, address: str, tokens: Tokens) -> str:
    """AuthError where Google's token server would give none: no audience, no scope."""
    options = arguments.dictionary(auth, "auth")
    match options.get("type"):
        case "OIDC":
            audience = arguments.string(options.get("audience", address), "auth.audience")
            return tokens.identity_token(_credential(audience, "audience"))
        case "OAuth2":
            return tokens.access_token(_credential(_scopes(options), "scope"))
        case _:
            raise value_error("argument 'auth' must have the type OIDC or OAuth2")


def _credential(wanted: Wanted, name: str) -> Wanted:
    if not wanted:
        raise service_error("AuthError", f"no token can be had without {name}")
    return wanted


def _scopes(options: Mapping[str, Any]) -> tuple[str, ...]:
    """`scope` or `scopes`: a list, or a string of names separated by spaces or commas."""
    given = options.get("scopes", options.get("scope", DEFAULT_SCOPE))
    if isinstance(given, str):
        return tuple(given.replace(",", " ").split())
    return tuple(
        arguments.string(scope, "auth.scopes") for scope in arguments.array(given, "auth.scopes")
    )
