"""What can happen to an open Checkout Session, to the last moment money can arrive.

    open ──card──▶ complete, paid
    open ──pix, boleto──▶ complete, unpaid ──paid in time──▶ complete, paid
                                           ──not──▶ complete, unpaid (async_payment_failed)
    open ──expire or expires_at────▶ expired

Rules: https://docs.stripe.com/payments/checkout/fulfillment and, for limited inventory,
https://docs.stripe.com/payments/checkout/managing-limited-inventory.
"""

import secrets
import string
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from infra.local.standins.stripe.account import BY_PAYER, Account
from infra.local.standins.stripe.errors import StripeError
from infra.local.standins.stripe.objects import (
    Charge,
    EventRequest,
    Method,
    PaymentIntent,
    Session,
    new_id,
)

BOLETO_IS_KNOWN_AFTER = 24 * 60 * 60
"""seconds from a voucher's end to the bank's word that nobody paid it"""
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


class NotPayable(Exception):
    """The payer, or the bank, came too late or twice: the session or its Pix is closed."""


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


def start_boleto(account: Account, session: Session) -> None:
    """The payer takes a voucher, payable until the end of its last day in São Paulo."""
    intent = _intent_of_open(account, session, "boleto")
    days = session.payment_method_options["boleto"]["expires_after_days"]
    today = datetime.fromtimestamp(account.clock.now(), SAO_PAULO)
    last = (today + timedelta(days=days)).replace(hour=23, minute=59, second=0, microsecond=0)
    voucher = {
        "number": "".join(secrets.choice(string.digits) for _ in range(47)),
        "expires_at": int(last.timestamp()),
        "hosted_voucher_url": session.url,
        "pdf": f"{session.url}/pdf",
    }
    intent.status = "requires_action"
    intent.next_action = {"type": "boleto_display_details", "boleto_display_details": voucher}
    account.tell("payment_intent.requires_action", intent)
    _complete(account, session, paid=False)


def settle(account: Account, session: Session, paid: bool) -> None:
    """The bank reports the Pix or the boleto as paid, or as never paid."""
    intent = account.payment_intents.get(session.payment_intent or "")
    if intent is None or intent.status != "requires_action":
        raise NotPayable("No Pix or boleto of this session is waiting for its payment.")
    assert intent.next_action is not None
    method: Method = "pix" if intent.next_action["type"].startswith("pix") else "boleto"
    intent.next_action = None
    if paid:
        _collect(account, intent, method)
        session.payment_status = "paid"
        account.tell("checkout.session.async_payment_succeeded", session)
    else:
        intent.status = "requires_payment_method"
        intent.last_payment_error = {"type": "invalid_request_error", "code": "payment_expired"}
        account.tell("payment_intent.payment_failed", intent)
        account.tell("checkout.session.async_payment_failed", session)


def lapse(account: Account) -> None:
    """Expires whatever the clock has overtaken: open sessions, and codes and vouchers."""
    now = account.clock.now()
    for session in account.sessions.values():
        if session.status == "open" and session.expires_at <= now:
            expire_session(account, session)
        elif deadline_to_settle(account, session, now) <= now:
            settle(account, session, paid=False)


def deadline_to_settle(account: Account, session: Session, now: int) -> int:
    """When the session's waiting Pix lapses, or the bank's word on its boleto is final; later than
    `now` when there is none.
    """
    intent = account.payment_intents.get(session.payment_intent or "")
    if intent is None or intent.next_action is None:
        return now + 1
    kind = intent.next_action["type"]
    deadline: int = intent.next_action[kind]["expires_at"]
    return deadline + (BOLETO_IS_KNOWN_AFTER if kind.startswith("boleto") else 0)


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
