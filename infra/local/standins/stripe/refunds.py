"""Money back: https://docs.stripe.com/api/refunds"""

from infra.local.standins.stripe.account import Account
from infra.local.standins.stripe.errors import StripeError
from infra.local.standins.stripe.objects import (
    Charge,
    Dispute,
    EventRequest,
    Refund,
    RefundStatus,
    new_id,
)
from infra.local.standins.stripe.params import CreateRefund


def refund(account: Account, params: CreateRefund, cause: EventRequest) -> Refund:
    """Returns `params.amount` cents of a charge, by default all that is left of it."""
    charge = _charge_to_refund(account, params)
    amount = _refundable(charge, params.amount)
    charge.amount_refunded += amount
    charge.refunded = charge.amount_refunded == charge.amount
    made = Refund(
        id=new_id("re"),
        created=account.clock.now(),
        amount=amount,
        charge=charge.id,
        currency=charge.currency,
        metadata=params.metadata,
        payment_intent=charge.payment_intent,
        reason=params.reason,
    )
    account.refunds[made.id] = made
    account.tell("refund.created", made, cause)
    account.tell("charge.refunded", charge, cause)
    return made


def change_refund(account: Account, made: Refund, status: RefundStatus) -> None:
    """The bank's late word on a refund: one that fails gives the money to the account again."""
    made.status = status
    if status == "failed":
        made.failure_reason = "lost_or_stolen_card"
        charge = account.charge(made.charge)
        charge.amount_refunded -= made.amount
        charge.refunded = False
        account.tell("refund.failed", made)
    else:
        account.tell("refund.updated", made)


def open_dispute(account: Account, intent_id: str) -> Dispute:
    """The payer's bank takes the money back, and asks for the hotel's side."""
    charge = account.charge(account.payment_intent(intent_id).latest_charge or "")
    dispute = Dispute(
        id=new_id("dp"),
        created=account.clock.now(),
        amount=charge.amount - charge.amount_refunded,
        charge=charge.id,
        currency=charge.currency,
        payment_intent=intent_id,
    )
    account.disputes[dispute.id] = dispute
    account.tell("charge.dispute.created", dispute)
    return dispute


def close_dispute(account: Account, dispute: Dispute, won: bool) -> None:
    dispute.status = "won" if won else "lost"
    account.tell("charge.dispute.closed", dispute)


def _charge_to_refund(account: Account, params: CreateRefund) -> Charge:
    if (params.charge is None) == (params.payment_intent is None):
        raise StripeError(
            "One of the following params should be provided for this request: "
            "payment_intent or charge.",
        )
    if params.charge is not None:
        return _succeeded(account.charge(params.charge))
    intent = account.payment_intent(params.payment_intent or "", param="payment_intent")
    if intent.status != "succeeded" or intent.latest_charge is None:
        raise StripeError(
            f"This PaymentIntent ({intent.id}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return _succeeded(account.charge(intent.latest_charge))


def _succeeded(charge: Charge) -> Charge:
    if charge.payment_method_details["type"] == "boleto":  # there is no way back for its money
        raise StripeError("Charges made with boleto cannot be refunded.", param="charge")
    if charge.status != "succeeded":
        raise StripeError(f"Charge {charge.id} has failed and cannot be refunded.", param="charge")
    return charge


def _refundable(charge: Charge, asked: int | None) -> int:
    left = charge.amount - charge.amount_refunded
    if left == 0:
        raise StripeError(
            f"Charge {charge.id} has already been refunded.", code="charge_already_refunded"
        )
    amount = left if asked is None else asked
    if amount > left:
        raise StripeError(
            f"Refund amount ({amount / 100:.2f} {charge.currency}) is greater than unrefunded "
            f"amount on charge ({left / 100:.2f} {charge.currency})",
            param="amount",
        )
    return amount
