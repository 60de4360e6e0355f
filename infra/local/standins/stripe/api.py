"""The endpoints under `/v1`: https://docs.stripe.com/api"""

from aiohttp import web

from infra.local.standins.stripe.account import Account
from infra.local.standins.stripe.checkout import expire_session
from infra.local.standins.stripe.errors import StripeError
from infra.local.standins.stripe.form import Model, Params, nest, validate
from infra.local.standins.stripe.objects import EventRequest, StripeObject
from infra.local.standins.stripe.opening import open_session
from infra.local.standins.stripe.params import (
    CreateRefund,
    CreateSession,
    ListEvents,
    ListParams,
    ListRefunds,
    ListSessions,
)
from infra.local.standins.stripe.refunds import refund
from infra.local.standins.stripe.rendering import list_of, page, rendered

ACCOUNT = web.AppKey("account", Account)
REQUEST_ID = web.RequestKey("request_id", str)
PAYMENT_PAGE = "/c/pay/"
FORM = "application/x-www-form-urlencoded"


async def create_session(request: web.Request) -> web.Response:
    params = await _params(request, CreateSession)
    payment_page = str(request.url.origin()) + PAYMENT_PAGE
    session = open_session(request.config_dict[ACCOUNT], params, payment_page)
    return _answer(request, session, params)


async def retrieve_session(request: web.Request) -> web.Response:
    account = request.config_dict[ACCOUNT]
    params = await _params(request, Params)
    return _answer(request, account.session(_id(request)), params)


async def expire(request: web.Request) -> web.Response:
    account = request.config_dict[ACCOUNT]
    params = await _params(request, Params)
    session = account.session(_id(request))
    expire_session(account, session, _cause(request))
    return _answer(request, session, params)


async def list_sessions(request: web.Request) -> web.Response:
    account = request.config_dict[ACCOUNT]
    params = await _params(request, ListSessions)
    rows = [
        session
        for session in account.sessions.values()
        if params.matches(session)
        and params.status in (None, session.status)
        and params.payment_intent in (None, session.payment_intent)
    ]
    return web.json_response(page(account, rows, params, request.path))


async def list_line_items(request: web.Request) -> web.Response:
    session = request.config_dict[ACCOUNT].session(_id(request))
    await _params(request, ListParams)
    items = [item.model_dump() for item in session.line_items]
    return web.json_response(list_of(items, has_more=False) | {"url": request.path})


async def retrieve_payment_intent(request: web.Request) -> web.Response:
    params = await _params(request, Params)
    intent = request.config_dict[ACCOUNT].payment_intent(_id(request))
    return _answer(request, intent, params)


async def list_charges(request: web.Request) -> web.Response:
    account = request.config_dict[ACCOUNT]
    params = await _params(request, ListRefunds)
    rows = [
        charge
        for charge in account.charges.values()
        if params.matches(charge) and params.payment_intent in (None, charge.payment_intent)
    ]
    return web.json_response(page(account, rows, params, request.path))


async def create_refund(request: web.Request) -> web.Response:
    params = await _params(request, CreateRefund)
    made = refund(request.config_dict[ACCOUNT], params, _cause(request))
    return _answer(request, made, params)


async def retrieve_refund(request: web.Request) -> web.Response:
    params = await _params(request, Params)
    return _answer(request, request.config_dict[ACCOUNT].refund(_id(request)), params)


async def list_refunds(request: web.Request) -> web.Response:
    account = request.config_dict[ACCOUNT]
    params = await _params(request, ListRefunds)
    rows = [
        made
        for made in account.refunds.values()
        if params.matches(made)
        and params.charge in (None, made.charge)
        and params.payment_intent in (None, made.payment_intent)
    ]
    return web.json_response(page(account, rows, params, request.path))


async def retrieve_dispute(request: web.Request) -> web.Response:
    params = await _params(request, Params)
    return _answer(request, request.config_dict[ACCOUNT].dispute(_id(request)), params)


async def list_disputes(request: web.Request) -> web.Response:
    account = request.config_dict[ACCOUNT]
    params = await _params(request, ListRefunds)
    rows = [
        made
        for made in account.disputes.values()
        if params.matches(made) and params.payment_intent in (None, made.payment_intent)
    ]
    return web.json_response(page(account, rows, params, request.path))


async def retrieve_event(request: web.Request) -> web.Response:
    params = await _params(request, Params)
    return _answer(request, request.config_dict[ACCOUNT].event(_id(request)), params)


async def list_events(request: web.Request) -> web.Response:
    account = request.config_dict[ACCOUNT]
    params = await _params(request, ListEvents)
    rows = [
        event
        for event in account.events.values()
        if params.matches(event)
        and params.type in (None, event.type)
        and (params.types is None or event.type in params.types)
    ]
    return web.json_response(page(account, rows, params, request.path))


ROUTES = [
    web.post("/checkout/sessions", create_session),
    web.get("/checkout/sessions", list_sessions),
    web.get("/checkout/sessions/{id}", retrieve_session),
    web.post("/checkout/sessions/{id}/expire", expire),
    web.get("/checkout/sessions/{id}/line_items", list_line_items),
    web.get("/payment_intents/{id}", retrieve_payment_intent),
    web.get("/charges", list_charges),
    web.post("/refunds", create_refund),
    web.get("/refunds", list_refunds),
    web.get("/refunds/{id}", retrieve_refund),
    web.get("/disputes", list_disputes),
    web.get("/disputes/{id}", retrieve_dispute),
    web.get("/events", list_events),
    web.get("/events/{id}", retrieve_event),
]


async def _params(request: web.Request, model: type[Model]) -> Model:
    return validate(model, nest(await _pairs(request)))


async def _pairs(request: web.Request) -> list[tuple[str, str]]:
    if request.method != "POST":
        return list(request.query.items())
    if request.body_exists and request.content_type != FORM:
        raise StripeError(f"Invalid request: the body of a POST must be {FORM}.", executed=False)
    return [(key, str(value)) for key, value in (await request.post()).items()]


def _id(request: web.Request) -> str:
    return request.match_info["id"]


def _cause(request: web.Request) -> EventRequest:
    key = request.headers.get("Idempotency-Key")
    return EventRequest(id=request[REQUEST_ID], idempotency_key=key)


def _answer(request: web.Request, subject: StripeObject, params: Params) -> web.Response:
    return web.json_response(rendered(request.config_dict[ACCOUNT], subject, params.expand))
