"""`Idempotency-Key` as Stripe keeps it: https://docs.stripe.com/api/idempotent_requests"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

from infra.local.standins.stripe.errors import StripeError

KEPT = 24 * 60 * 60
"""seconds a key is remembered"""
LONGEST_KEY = 255


@dataclass(frozen=True)
class Answer:
    """What the first request with a key was answered."""

    request_id: str
    status: int
    body: bytes

    def replayed(self) -> web.Response:
        headers = {"Idempotent-Replayed": "true", "Original-Request": self.request_id}
        return web.Response(
            body=self.body,
            status=self.status,
            headers=headers,
            content_type="application/json",
        )


@dataclass
class _Use:
    fingerprint: str
    since: int
    answer: Answer | None = None


class IdempotencyKeys:
    """The keys in use, each with the request it stands for and, once there is one, its answer."""

    def __init__(self) -> None:
        self._uses: dict[str, _Use] = {}
        self._answered: list[str] = []

    def changes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The keys answered since the last time, in a form that `restore` takes."""
        answered, self._answered = self._answered, []
        for key in answered:
            use = self._uses[key]
            answer = use.answer
            assert answer is not None
            shown = {**asdict(answer), "body": answer.body.decode()}
            yield key, {"key": key, "for": use.fingerprint, "since": use.since, "answer": shown}

    def restore(self, documents: Iterable[dict[str, Any]]) -> None:
        for document in documents:
            answer = document["answer"]
            answer = Answer(answer["request_id"], answer["status"], answer["body"].encode())
            self._uses[document["key"]] = _Use(document["for"], document["since"], answer)

    def begin(self, key: str, fingerprint: str, now: int) -> Answer | None:
        """The answer to replay, or None: then the caller executes and calls `keep` or `forget`.

        Raises StripeError when the key stands for another request (400) or the same one is still
        being executed (409).
        """
        if len(key) > LONGEST_KEY:
            raise StripeError(f"Idempotency keys are at most {LONGEST_KEY} characters long.")
        use = self._uses.get(key)
        if use is None or use.since + KEPT <= now:
            self._uses[key] = _Use(fingerprint, now)
            return None
        if use.fingerprint != fingerprint:
            raise _other_request(key)
        if use.answer is None:
            raise _in_flight(key)
        return use.answer

    def keep(self, key: str, answer: Answer) -> None:
        self._uses[key].answer = answer
        self._answered.append(key)

    def forget(self, key: str) -> None:
        """Frees the key of a request that never got as far as being executed."""
        del self._uses[key]


def _other_request(key: str) -> StripeError:
    return StripeError(
        "Keys for idempotent requests can only be used with the same parameters they were first "
        f"used with. Try using a key other than '{key}' if you meant to execute a different "
        "request.",
        kind="idempotency_error",
    )


def _in_flight(key: str) -> StripeError:
    return StripeError(
        "There is currently another in-progress request using this Idempotent Key (that probably "
        "means you submitted twice, and the other request is still going through): "
        f"{key}. Please try again later.",
        status=409,
        kind="idempotency_error",
        code="idempotency_key_in_use",
    )
