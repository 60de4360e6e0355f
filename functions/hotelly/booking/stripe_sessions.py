"""Checkout Sessions at Stripe, by its official library, with errors of our own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hotelly import log, settings
from hotelly.errors import Rejected, Unavailable

if TYPE_CHECKING:  # a quarter of a second to import: only where Stripe is asked
    from stripe import StripeClient
    from stripe.checkout import Session

ANSWER_SECONDS: Final = 20


def create_session(params: Mapping[str, Any], idempotency_key: str) -> "Session":
    """The same key answers the same session, however often it is asked within a day."""
    with _stripe_errors():
        return _client().v1.checkout.sessions.create(
            params=dict(params),  # type: ignore[arg-type]  # a TypedDict of hundreds of keys
            options={"idempotency_key": idempotency_key},
        )


def fetch_session(session_id: str) -> "Session":
    with _stripe_errors():
        return _client().v1.checkout.sessions.retrieve(session_id)


def close_session(session_id: str) -> str:
    """`expired` when no money can come any more, `complete` when the guest was faster.

    Expiring first and asking afterwards has no race: Stripe refuses to expire a session that is not
    open.
    """
    import stripe

    with _stripe_errors():
        try:
            session = _client().v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError:
            session = _client().v1.checkout.sessions.retrieve(session_id)
    if session.status == "open":
        raise Rejected(
            "stripe_kept_open", "Stripe refuses to close a Checkout Session that is open."
        )
    return str(session.status)


def _client() -> "StripeClient":
    return _client_at(
        settings.required("STRIPE_API_KEY"),
        settings.optional("STRIPE_API_BASE", "https://api.stripe.com"),
    )


@cache
def _client_at(api_key: str, address: str) -> "StripeClient":
    import stripe

    stripe.enable_telemetry = False  # it would write into HOME and tell Stripe about this machine
    return stripe.StripeClient(
        api_key,
        base_addresses={"api": address},
        http_client=stripe.RequestsClient(timeout=ANSWER_SECONDS),
        max_network_retries=1,
    )


@contextmanager
def _stripe_errors() -> Iterator[None]:
    """Stripe's exceptions carry bodies and headers: what leaves here is a code of ours."""
    import stripe

    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        log.exception("Stripe cannot be reached", error)
        raise Unavailable("stripe_unavailable", "Stripe cannot be reached. Ask again.") from None
    except stripe.StripeError as error:
        log.exception("Stripe refused", error, code=error.code, status=error.http_status)
        if (error.http_status or 0) >= 500 or error.http_status == 409:
            raise Unavailable("stripe_unavailable", "Stripe failed to answer. Ask again.") from None
        raise Rejected(
            "stripe_refused", "Stripe refused the request; the log has its code."
        ) from None
