"""The hosted payment page: for a person to click, and for a program to post the same form to.

`POST /c/pay/{session}` with `action` = `card`, `decline`, `pix`, `boleto`, and then `paid`
or `unpaid` (or `pix_paid`, `pix_unpaid`) for the bank.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from aiohttp import web

from infra.local.standins.pages import page, templates
from infra.local.standins.stripe.account import Account
from infra.local.standins.stripe.api import ACCOUNT, PAYMENT_PAGE
from infra.local.standins.stripe.checkout import (
    NotPayable,
    decline_card,
    pay_by_card,
    settle,
    start_boleto,
    start_pix,
)
from infra.local.standins.stripe.objects import Session

Action = Callable[[Account, Session], None]

ACTIONS: dict[str, Action] = {
    "card": pay_by_card,
    "decline": decline_card,
    "pix": start_pix,
    "boleto": start_boleto,
    "pix_paid": partial(settle, paid=True),
    "pix_unpaid": partial(settle, paid=False),
    "paid": partial(settle, paid=True),
    "unpaid": partial(settle, paid=False),
}


def _money(cents: int, currency: str) -> str:
    """1234567 cents as `R$ 12.345,67`."""
    amount = f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,"))
    return f"R$ {amount}" if currency == "brl" else f"{currency.upper()} {amount}"


def _state(session: Session) -> str:
    if session.status != "complete":
        return {"open": "aberto", "expired": "expirado"}[session.status]
    return "pago" if session.payment_status == "paid" else "ainda não pago"


_templates = templates(Path(__file__).parent)
_templates.filters["state"] = _state
_templates.filters["money"] = _money


async def show(request: web.Request) -> web.Response:
    account = request.app[ACCOUNT]
    session = _session(request)
    return _page(account, session, status=410 if session.status == "expired" else 200)


async def act(request: web.Request) -> web.Response:
    """Does what the payer chose, then sends the payer on as Stripe does."""
    account = request.app[ACCOUNT]
    session = _session(request)
    chosen = str((await request.post()).get("action"))
    if chosen not in ACTIONS:
        raise web.HTTPBadRequest(text=f"action must be one of {', '.join(ACTIONS)}.")
    try:
        ACTIONS[chosen](account, session)
    except NotPayable:
        return _page(account, session, status=410 if session.status == "expired" else 409)
    if chosen == "decline":
        return _page(account, session, status=402)
    if session.payment_status == "paid":
        raise web.HTTPSeeOther(session.success_url.replace("{CHECKOUT_SESSION_ID}", session.id))
    raise web.HTTPSeeOther(request.path)


async def index(request: web.Request) -> web.Response:
    """All sessions, newest first, for a person who looks for a link to click."""
    sessions = list(request.app[ACCOUNT].sessions.values())[::-1]
    return page(_templates.get_template("sessions.html").render(sessions=sessions))


ROUTES = [
    web.get("/", index),
    web.get(PAYMENT_PAGE + "{id}", show),
    web.post(PAYMENT_PAGE + "{id}", act),
]


def _session(request: web.Request) -> Session:
    return request.app[ACCOUNT].session(request.match_info["id"])


def _page(account: Account, session: Session, status: int) -> web.Response:
    intent = account.payment_intents.get(session.payment_intent or "")
    html = _templates.get_template("payment_page.html").render(session=session, intent=intent)
    return page(html, status, leads_to=[session.success_url])
