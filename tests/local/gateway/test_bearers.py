"""A token that was found good is believed until it ends, for its function alone."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.engine.world.tokens import InvalidToken
from infra.local.gateway import bearers
from infra.local.gateway.bearers import Bearers

URLS = ["http://one", "http://two"]


class Key:
    """Verifies tokens that are an audience, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.ends = 1_000.0

    def verify(self, token: str, audience: str) -> Mapping[str, Any]:
        self.asked += 1
        if token != audience:
            raise InvalidToken
        return {"email": "workflows@test", "exp": self.ends}


def test_a_good_token_is_verified_once() -> None:
    key = Key()
    known = Bearers(key.verify, URLS, now=lambda: 0.0)
    assert [known.account("expire", "http://one/expire") for _ in range(3)] == [
        "workflows@test"
    ] * 3
    assert key.asked == 1


def test_a_token_for_any_of_the_addresses_is_good_and_for_another_function_is_not() -> None:
    known = Bearers(Key().verify, URLS, now=lambda: 0.0)
    assert known.account("expire", "http://two/expire") == "workflows@test"
    assert known.account("cancel", "http://two/expire") is None


def test_a_bad_token_is_never_remembered() -> None:
    key = Key()
    known = Bearers(key.verify, URLS, now=lambda: 0.0)
    assert [known.account("expire", "bad") for _ in range(2)] == [None, None]
    assert key.asked == 4


def test_no_token_is_believed_past_its_end() -> None:
    key, clock = Key(), [0.0]
    known = Bearers(key.verify, URLS, now=lambda: clock[0])
    assert known.account("expire", "http://one/expire")
    clock[0] = key.ends
    assert known.account("expire", "http://one/expire")  # the key's word, asked again
    assert key.asked == 2


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearers, "REMEMBERED", 2)
    key = Key()
    known = Bearers(key.verify, URLS, now=lambda: 0.0)
    for function in ("a", "b", "c", "c", "a"):
        assert known.account(function, f"http://one/{function}")
    assert key.asked == 4
