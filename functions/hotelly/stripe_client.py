"""Stripe by its official library, with errors of our own."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

from hotelly import log, settings
from hotelly.errors import Rejected, Unavailable

if TYPE_CHECKING:  # a quarter of a second to import: only where Stripe is asked
    from stripe import StripeClient

ANSWER_SECONDS: Final = 20


class NoSuchObject(Rejected):
    """Stripe knows none of this id, or the key may not see it."""


def client() -> "StripeClient":
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
def stripe_errors() -> Iterator[None]:
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
        kind = NoSuchObject if error.code == "resource_missing" else Rejected
        raise kind("stripe_refused", "Stripe refused the request; the log has its code.") from None
