"""What can happen to a Checkout Session, from creation to the last moment money can arrive.

    open ──card──▶ complete, paid
    open ──pix───▶ complete, unpaid ──paid in time──▶ complete, paid
                                    ──not────────────▶ complete, unpaid (async_payment_failed)
    open ──expire or expires_at────▶ expired

Rules: https://docs.stripe.com/payments/checkout/fulfillment and, for limited inventory,
https://docs.stripe.com/payments/checkout/managing-limited-inventory.
"""

from infra.local.standins.stripe.account import BY_PAYER, Account
from infra.local.standins.stripe.errors import StripeError
from infra.local.standins.stripe.objects import (
    Charge,
    EventRequest,
    LineItem,
    Method,
    PaymentIntent,
    Session,
    new_id,
)
from infra.local.standins.stripe.params import CreateSession, LineItemParams

SHORTEST = 30 * 60
LONGEST = 24 * 60 * 60
"""seconds from a session's creation to its `expires_at`, at least and at most"""
LEAST_AMOUNT = 50
"""cents; Stripe's least charge in BRL, EUR and USD alike"""


class NotPayable(Exception):
    """The payer, or the bank, came too late or twice: the session or its Pix is closed."""


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
    if "pix" in asked and currency != "brl":
        raise StripeError(
            "The payment method type `pix` requires the currency brl.",
            param="payment_method_types",
        )
    return asked


def expire_session(account: Account, session: Session, cause: EventRequest = BY_PAYER) -> None:
    """Closes an open session; any other is refused, which tells the caller that money may come."""
    if session.status != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session.status}`."
        )
    session.status, session.url = "expired", None
    account.tell("checkout.session.expired", session, cause)


def pay_by_card(account: Account, session: Session) -> None:
    intent = _intent_of_open(account, session, "card")
    _collect(account, intent, "card")
    _complete(account, session, paid=True)


def decline_card(account: Account, session: Session) -> None:
    """The bank refuses the card; the session stays open for another try."""
    intent = _intent_of_open(account, session, "card")
    charge = _charge(account, intent, "card", failed=True)
    intent.last_payment_error = {"type": "card_error", "code": "card_declined"}
    account.tell("charge.failed", charge)
    account.tell("payment_intent.payment_failed", intent)


def start_pix(account: Account, session: Session) -> None:
    """The payer asks for a Pix code: the session is complete, the money still to come."""
    intent = _intent_of_open(account, session, "pix")
    seconds = session.payment_method_options["pix"]["expires_after_seconds"]
    code = {"data": new_id("pix"), "expires_at": account.clock.now() + seconds}
    intent.status = "requires_action"
    intent.next_action = {"type": "pix_display_qr_code", "pix_display_qr_code": code}
    account.tell("payment_intent.requires_action", intent)
    _complete(account, session, paid=False)


def finish_pix(account: Account, session: Session, paid: bool) -> None:
    """The bank reports the Pix as paid, or as never paid."""
    intent = account.payment_intents.get(session.payment_intent or "")
    if intent is None or intent.status != "requires_action":
        raise NotPayable("No Pix of this session is waiting for its payment.")
    intent.next_action = None
    if paid:
        _collect(account, intent, "pix")
        session.payment_status = "paid"
        account.tell("checkout.session.async_payment_succeeded", session)
    else:
        intent.status = "requires_payment_method"
        intent.last_payment_error = {"type": "invalid_request_error", "code": "payment_expired"}
        account.tell("payment_intent.payment_failed", intent)
        account.tell("checkout.session.async_payment_failed", session)


def lapse(account: Account) -> None:
    """Expires whatever the clock has overtaken: open sessions and Pix codes nobody paid."""
    now = account.clock.now()
    for session in account.sessions.values():
        if session.status == "open" and session.expires_at <= now:
            expire_session(account, session)
        elif pix_deadline(account, session, now) <= now:
            finish_pix(account, session, paid=False)


def pix_deadline(account: Account, session: Session, now: int) -> int:
    """When the session's waiting Pix lapses; later than `now` when there is none."""
    intent = account.payment_intents.get(session.payment_intent or "")
    if intent is None or intent.next_action is None:
        return now + 1
    deadline: int = intent.next_action["pix_display_qr_code"]["expires_at"]
    return deadline


def _intent_of_open(account: Account, session: Session, method: Method) -> PaymentIntent:
    """The session's PaymentIntent, which exists from the first attempt to pay on."""
    if session.status != "open":
        raise NotPayable("This Checkout Session is not open any more.")
    if method not in session.payment_method_types:
        raise NotPayable(f"This Checkout Session does not take {method}.")
    if session.payment_intent is None:
        intent = PaymentIntent(
            id=new_id("pi"),
            created=account.clock.now(),
            amount=session.amount_total,
            currency=session.currency,
            payment_method_types=session.payment_method_types,
            **session.payment_intent_data,
        )
        account.payment_intents[intent.id] = intent
        session.payment_intent = intent.id
        account.tell("payment_intent.created", intent)
    return account.payment_intents[session.payment_intent]


def _collect(account: Account, intent: PaymentIntent, method: Method) -> None:
    charge = _charge(account, intent, method, failed=False)
    intent.status, intent.amount_received = "succeeded", intent.amount
    intent.last_payment_error = None
    account.tell("charge.succeeded", charge)
    account.tell("payment_intent.succeeded", intent)


def _charge(account: Account, intent: PaymentIntent, method: Method, failed: bool) -> Charge:
    charge = Charge(
        id=new_id("ch"),
        created=account.clock.now(),
        amount=intent.amount,
        amount_captured=0 if failed else intent.amount,
        captured=not failed,
        currency=intent.currency,
        failure_code="card_declined" if failed else None,
        failure_message="Your card was declined." if failed else None,
        metadata=intent.metadata,
        paid=not failed,
        payment_intent=intent.id,
        payment_method_details={"type": method},
        status="failed" if failed else "succeeded",
    )
    account.charges[charge.id] = charge
    intent.latest_charge = charge.id
    return charge


def _complete(account: Account, session: Session, paid: bool) -> None:
    session.status, session.url = "complete", None
    session.payment_status = "paid" if paid else "unpaid"
    session.customer_details = {"email": session.customer_email}
    account.tell("checkout.session.completed", session)
