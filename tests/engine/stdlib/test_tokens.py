from __future__ import annotations

import concurrent.futures
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.auth import jwt
from hypothesis import given
from hypothesis import strategies as st

from infra.engine.world.tokens import (
    ISSUER,
    LIFETIME,
    RENEW_BEFORE,
    TOKENS_CACHED,
    InvalidToken,
    SignedTokens,
    SigningKey,
)

EMAIL = "workflow@hotelly-local.iam.gserviceaccount.com"
AUDIENCE = "http://127.0.0.1:8080/create-hold"
KEY = SigningKey.generate()


def claiming(**changes: Any) -> str:
    """An identity token with some of its claims replaced, or left out where they are None."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 60}
    claims |= {"email": EMAIL, "email_verified": True, **changes}
    return KEY.sign({name: value for name, value in claims.items() if value is not None})


def tokens_at(moment: float) -> SignedTokens:
    return SignedTokens(KEY, EMAIL, lambda: moment)


def test_an_identity_token_carries_the_claims_of_a_google_account() -> None:
    claims = KEY.verify(SignedTokens(KEY, EMAIL).identity_token(AUDIENCE), AUDIENCE)
    assert claims["iss"] == ISSUER
    assert claims["aud"] == AUDIENCE
    assert claims["email"] == EMAIL
    assert claims["email_verified"] is True
    assert claims["exp"] - claims["iat"] == LIFETIME
    assert len(claims["sub"]) == 21


def test_google_s_own_library_verifies_the_token_with_the_public_certificates() -> None:
    token = SignedTokens(KEY, EMAIL).identity_token(AUDIENCE)
    decode: Callable[..., Any] = jwt.decode
    assert decode(token, certs=KEY.public_certs(), audience=AUDIENCE)["email"] == EMAIL


@pytest.mark.parametrize(
    "token",
    [
        "",
        "abc",
        "a.b.c",
        SignedTokens(SigningKey.generate(), EMAIL).identity_token(AUDIENCE),
        SignedTokens(KEY, EMAIL).identity_token("http://another.service"),
        tokens_at(time.time() - LIFETIME - 60).identity_token(AUDIENCE),
        tokens_at(time.time() + 600).identity_token(AUDIENCE),
        KEY.sign({"iss": "http://somebody.else", "aud": AUDIENCE, "iat": 0, "exp": 2**40}),
        KEY.sign({"iss": ISSUER, "aud": AUDIENCE, "iat": 0}),
    ],
    ids=[
        "empty",
        "no token",
        "three parts",
        "other key",
        "other audience",
        "expired",
        "not valid yet",
        "other issuer",
        "no expiry",
    ],
)
def test_a_token_that_is_not_for_us_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        KEY.verify(token, AUDIENCE)


def test_the_claims_of_a_token_made_by_hand_are_enough() -> None:
    assert KEY.verify(claiming(nbf=int(time.time())), AUDIENCE)["email"] == EMAIL


@pytest.mark.parametrize(
    "changes",
    [
        {"email": None},
        {"email": 5},
        {"email_verified": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"nbf": 2**40},
        {"nbf": "soon"},
        {"exp": "never"},
        {"exp": [1]},
        {"exp": {}},
        {"iat": "then"},
        {"aud": [1]},
    ],
    ids=str,
)
def test_a_claim_that_is_odd_or_missing_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        KEY.verify(claiming(**changes), AUDIENCE)


def test_an_unsigned_token_is_refused() -> None:
    header, claims, _ = SignedTokens(KEY, EMAIL).identity_token(AUDIENCE).split(".")
    with pytest.raises(InvalidToken):
        KEY.verify(f"{header}.{claims}.", AUDIENCE)


@given(st.text())
def test_any_text_is_refused_as_a_token(text: str) -> None:
    with pytest.raises(InvalidToken):
        KEY.verify(text, AUDIENCE)


def test_a_token_is_reused_until_it_is_close_to_its_end() -> None:
    now = 1_800_000_000.0
    tokens = SignedTokens(KEY, EMAIL, lambda: now)
    first = tokens.identity_token(AUDIENCE)
    now += LIFETIME - RENEW_BEFORE - 1
    assert tokens.identity_token(AUDIENCE) == first
    now += 2
    assert tokens.identity_token(AUDIENCE) != first


def test_the_cache_of_tokens_is_bounded() -> None:
    class Counting(SigningKey):
        def sign(self, claims: Any) -> str:
            signed.append(claims["aud"])
            return "signed"

    signed: list[str] = []
    tokens = SignedTokens(Counting.generate(), EMAIL)
    for number in range(TOKENS_CACHED + 1):
        tokens.identity_token(f"http://a.service/{number}")
    tokens.identity_token("http://a.service/0")
    assert signed.count("http://a.service/0") == 2


def test_access_tokens_of_other_scopes_are_other_tokens() -> None:
    tokens = SignedTokens(KEY, EMAIL)
    read, write = tokens.access_token(("read",)), tokens.access_token(("read", "write"))
    assert read != write
    assert KEY.verify(write, "https://oauth2.googleapis.com/token")["scope"] == "read write"


def test_an_access_token_is_no_identity_token() -> None:
    with pytest.raises(InvalidToken):
        KEY.verify(SignedTokens(KEY, EMAIL).access_token(("read",)), AUDIENCE)


def test_the_key_is_kept_in_its_file_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "signing.pem"
    key = SigningKey.load_or_create(path)
    assert SigningKey.load_or_create(path).key_id == key.key_id
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["signing.pem"]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(lambda _: SigningKey.load_or_create(path), range(4)))
    assert len({key.key_id for key in keys}) == 1


def test_a_file_without_an_rsa_key_is_named_in_the_error(tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    path.write_text("no key")
    with pytest.raises(ValueError, match=r"signing\.pem"):
        SigningKey.load_or_create(path)


def test_the_key_set_names_the_key_that_signed() -> None:
    (key,) = KEY.jwks()["keys"]
    assert key["kid"] == KEY.key_id
    assert key["kty"] == "RSA"
