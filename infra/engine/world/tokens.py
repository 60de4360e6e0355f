"""Tokens of the local service accounts: signed with a key of this machine, checked with the same.

The claims are those of a Google identity token, so a service that checks issuer, audience and email
needs no other code locally than in the cloud.
https://cloud.google.com/docs/authentication/token-types#id
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt

ISSUER = "https://accounts.google.com"
LIFETIME = 3600
"""seconds a token is valid"""
CLOCK_SKEW = 10
"""seconds by which another machine's clock may be ahead, as google.auth has it"""
TOKENS_CACHED = 1000
"""audiences may be full URLs with an id in them, so their number has no bound of its own"""
RENEW_BEFORE = 300
"""seconds before its end from which a cached token is not handed out any more"""


# google.auth carries no annotations for these three.
_encode: Callable[[crypt.Signer, Mapping[str, Any]], bytes] = jwt.encode
_decode: Callable[..., Mapping[str, Any]] = jwt.decode
_rsa_signer: Callable[[bytes, str], crypt.Signer] = crypt.RSASigner.from_string


class InvalidToken(Exception):
    """A bearer token is malformed, expired, signed by another key or meant for another audience."""


class SigningKey:
    """An RSA key pair that signs (RS256) and verifies tokens."""

    def __init__(self, private_key: rsa.RSAPrivateKey) -> None:
        public = private_key.public_key()
        self._public_pem = public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._numbers = public.public_numbers()
        self.key_id = hashlib.sha256(self._public_pem).hexdigest()[:40]
        self._signer = _rsa_signer(_private_pem(private_key), self.key_id)

    @classmethod
    def generate(cls) -> SigningKey:
        return cls(_generate_private_key())

    @classmethod
    def load_or_create(cls, path: Path) -> SigningKey:
        """The key in the PEM file at `path`; if missing it is created, readable by its owner alone.

        Processes that start together agree on one key: the first to put the file there wins.
        """
        if not path.exists():
            _create_exclusively(path, _private_pem(_generate_private_key()))
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except ValueError:
            key = None
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError(f"{path.name} holds no RSA private key; delete it to get a new one")
        return cls(key)

    def sign(self, claims: Mapping[str, Any]) -> str:
        return _encode(self._signer, claims).decode("ascii")

    def verify(self, token: str, audience: str) -> Mapping[str, Any]:
        """The claims of `token`, with `email` the account that was given it.

        Raises InvalidToken unless this key signed it for `audience`, it is in date, and it names an
        account for sure.
        """
        try:
            claims = _decode(token, certs=self.public_certs(), audience=audience)
        except (ValueError, TypeError) as error:  # google.auth's own, and dates that are no numbers
            raise InvalidToken(
                "the token is malformed, expired, or not for this service"
            ) from error
        if claims.get("iss") != ISSUER:
            raise InvalidToken("the token was issued by somebody else")
        if not _has_begun(claims.get("nbf", 0)):
            raise InvalidToken("the token is not valid yet")
        if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
            raise InvalidToken("the token names no account")
        return claims

    def public_certs(self) -> dict[str, str]:
        """Public keys by key id, in the form of https://www.googleapis.com/oauth2/v1/certs."""
        return {self.key_id: self._public_pem.decode("ascii")}

    def jwks(self) -> dict[str, Any]:
        """The public key as a JSON Web Key Set (RFC 7517)."""
        key = {
            "kty": "RSA",
            "alg": "RS256",
            "use": "sig",
            "kid": self.key_id,
            "n": _base64url(self._numbers.n),
            "e": _base64url(self._numbers.e),
        }
        return {"keys": [key]}


def _has_begun(not_before: object) -> bool:
    return isinstance(not_before, int | float) and not_before <= time.time() + CLOCK_SKEW


class SignedTokens:
    """Bearer tokens of one service account, for the engine's Context and any other local caller."""

    def __init__(self, key: SigningKey, email: str, now: Callable[[], float] = time.time) -> None:
        self._key = key
        self._email = email
        self._now = now
        self._cache: dict[str, tuple[float, str]] = {}

    def identity_token(self, audience: str) -> str:
        """An OpenID Connect token for the service at `audience`, as the metadata server's."""
        return self._cached(audience, {})

    def access_token(self, scopes: tuple[str, ...]) -> str:
        """A stand-in for an OAuth2 access token: signed too, its scopes in the `scope` claim."""
        scope = " ".join(scopes)
        return self._cached("https://oauth2.googleapis.com/token", {"scope": scope}, scope)

    def _cached(self, audience: str, claims: Mapping[str, Any], scope: str = "") -> str:
        cache_key = f"{audience} {scope}"
        expiry, token = self._cache.get(cache_key, (0.0, ""))
        if self._now() < expiry - RENEW_BEFORE:
            return token
        issued = int(self._now())
        token = self._key.sign({**self._identity(audience, issued), **claims})
        if len(self._cache) >= TOKENS_CACHED:
            self._cache.clear()
        self._cache[cache_key] = (issued + LIFETIME, token)
        return token

    def _identity(self, audience: str, issued: int) -> dict[str, Any]:
        return {
            "iss": ISSUER,
            "aud": audience,
            "azp": self._email,
            "email": self._email,
            "email_verified": True,
            "sub": _account_number(self._email),
            "iat": issued,
            "exp": issued + LIFETIME,
        }


def _account_number(email: str) -> str:
    """A stable 21-digit id, the form Google gives the unique id of a service account."""
    return str(10**20 + int(hashlib.sha256(email.encode()).hexdigest(), 16) % 10**20)


def _generate_private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _private_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _create_exclusively(path: Path, content: bytes) -> None:
    """Write `path` whole or, if somebody else was first, leave theirs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
