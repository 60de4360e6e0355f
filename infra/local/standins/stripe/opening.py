"""A Checkout Session as its maker asks for it: https://docs.stripe.com/api/checkout/sessions/create"""

from infra.local.standins.stripe.account import Account
from infra.local.standins.stripe.errors import StripeError
from infra.local.standins.stripe.objects import LineItem, Method, Session, new_id
from infra.local.standins.stripe.params import CreateSession, LineItemParams

SHORTEST = 30 * 60
LONGEST = 24 * 60 * 60
"""seconds from a session's creation to its `expires_at`, at least and at most"""
LEAST_AMOUNT = 50
"""cents; Stripe's least charge in BRL, EUR and USD alike"""


def open_session(account: Account, params: CreateSession, payment_page: str) -> Session:
    """A new open session; its `url` is `payment_page` followed by its id."""
    now = account.clock.now()
    items = [_line_item(item) for item in params.line_items]
    session_id = new_id("cs_test", 58)
    session = Session(
        id=session_id,
        amount_subtotal=sum(item.amount_subtotal for item in items),
        amount_total=_payable_total(items),
        cancel_url=params.cancel_url,
        client_reference_id=params.client_reference_id,
        created=now,
        currency=items[0].currency,
        custom_text=params.custom_text.model_dump(),
        customer_email=params.customer_email,
        expires_at=_expiry(now, params.expires_at),
        line_items=items,
        locale=params.locale,
        metadata=params.metadata,
        payment_intent_data=params.payment_intent_data.model_dump(),
        payment_method_options=params.payment_method_options.model_dump(),
        payment_method_types=_methods(params.payment_method_types, items[0].currency),
        success_url=params.success_url,
        url=payment_page + session_id,
    )
    account.sessions[session.id] = session
    return session


def _line_item(item: LineItemParams) -> LineItem:
    price = item.price_data
    amount = price.unit_amount * item.quantity
    return LineItem(
        description=price.product_data.name,
        detail=price.product_data.description,
        currency=price.currency.lower(),
        quantity=item.quantity,
        amount_subtotal=amount,
        amount_total=amount,
    )


def _payable_total(items: list[LineItem]) -> int:
    if len({item.currency for item in items}) > 1:
        raise StripeError("All line items must have the same currency.", param="line_items")
    total = sum(item.amount_total for item in items)
    if total < LEAST_AMOUNT:
        raise StripeError(
            "The Checkout Session's total amount due must be at least 50 cents.",
            code="amount_too_small",
            param="line_items",
        )
    return total


def _expiry(now: int, asked: int | None) -> int:
    if asked is None:
        return now + LONGEST
    if asked < now + SHORTEST:
        raise _bad_expiry("at least 30 minutes")
    if asked > now + LONGEST:
        raise _bad_expiry("less than 24 hours")
    return asked


def _bad_expiry(problem: str) -> StripeError:
    return StripeError(
        f"The `expires_at` timestamp must be {problem} from Checkout Session creation.",
        param="expires_at",
    )


def _methods(asked: list[Method] | None, currency: str) -> list[Method]:
    if asked is None:
        return ["card", "pix"] if currency == "brl" else ["card"]
    for method in asked:
        if method != "card" and currency != "brl":
            raise StripeError(
                f"The payment method type `{method}` requires the currency brl.",
                param="payment_method_types",
            )
    return asked
