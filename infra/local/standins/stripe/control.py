"""What a person or program asks of the stand-in that no real Stripe offers, under `/_control/`.

| request | effect |
|---|---|
| `GET /_control/deliveries[?event=evt_…&type=…]` | every delivery, with its attempts |
| `PUT /_control/webhooks {hold?, copies?, late_by?}` | how deliveries are disturbed from now on |
| `POST /_control/webhooks/release {newest_first?}` | lets held deliveries go, in or out of order |
| `POST /_control/events/{id}/deliver {times?}` | delivers the event again, all copies at once |
| `POST /_control/sessions/{id}/pix {paid}` | the bank's word on a waiting Pix or boleto |
| `POST /_control/sessions/{id}/dispute` | the payer's bank disputes what was paid |
| `POST /_control/disputes/{id} {won}` | the bank's word on a dispute |
| `POST /_control/refunds/{id} {status}` | the bank's late word on a refund |
| `POST /_control/advance {seconds}` | the clock jumps; what it overtakes expires |
| `PUT /_control/faults {refuse?, fail?, lose?, seconds?}` | how requests to `/v1` go wrong |
"""

from aiohttp import web
from pydantic import Field

from infra.local.standins.control import ControlBody
from infra.local.standins.faults import Handler
from infra.local.standins.stripe.api import ACCOUNT
from infra.local.standins.stripe.checkout import NotPayable, lapse, settle
from infra.local.standins.stripe.errors import StripeError
from infra.local.standins.stripe.gatekeeping import FAULTS
from infra.local.standins.stripe.objects import RefundStatus
from infra.local.standins.stripe.refunds import change_refund, close_dispute, open_dispute
from infra.local.standins.stripe.webhooks import Delivery, Disturbance, Webhooks

WEBHOOKS = web.AppKey("webhooks", Webhooks)


class Deliver(ControlBody):
    times: int = Field(default=1, ge=1, le=100)


class Release(ControlBody):
    newest_first: bool = False


class PixOutcome(ControlBody):
    paid: bool


class RefundOutcome(ControlBody):
    status: RefundStatus


class DisputeOutcome(ControlBody):
    won: bool


class Advance(ControlBody):
    seconds: int = Field(ge=0)


async def list_deliveries(request: web.Request) -> web.Response:
    event, kind = request.query.get("event"), request.query.get("type")
    deliveries = request.app[WEBHOOKS].deliveries
    return _json(
        [each for each in deliveries if event in (None, each.event) and kind in (None, each.type)]
    )


async def disturb(request: web.Request) -> web.Response:
    request.app[WEBHOOKS].disturbance = await Disturbance.of(request)
    return web.json_response(request.app[WEBHOOKS].disturbance.model_dump())


async def release(request: web.Request) -> web.Response:
    asked = await Release.of(request)
    return _json(await request.app[WEBHOOKS].release(asked.newest_first))


async def deliver_again(request: web.Request) -> web.Response:
    event = request.app[ACCOUNT].event(request.match_info["id"])
    asked = await Deliver.of(request)
    return _json(await request.app[WEBHOOKS].repeat(event, asked.times))


async def settle_pix(request: web.Request) -> web.Response:
    session = request.app[ACCOUNT].session(request.match_info["id"])
    settle(request.app[ACCOUNT], session, (await PixOutcome.of(request)).paid)
    return web.json_response(session.rendered())


async def dispute(request: web.Request) -> web.Response:
    session = request.app[ACCOUNT].session(request.match_info["id"])
    made = open_dispute(request.app[ACCOUNT], session.payment_intent or "")
    return web.json_response(made.rendered())


async def settle_dispute(request: web.Request) -> web.Response:
    made = request.app[ACCOUNT].dispute(request.match_info["id"])
    close_dispute(request.app[ACCOUNT], made, (await DisputeOutcome.of(request)).won)
    return web.json_response(made.rendered())


async def settle_refund(request: web.Request) -> web.Response:
    made = request.app[ACCOUNT].refund(request.match_info["id"])
    change_refund(request.app[ACCOUNT], made, (await RefundOutcome.of(request)).status)
    return web.json_response(made.rendered())


async def advance(request: web.Request) -> web.Response:
    account = request.app[ACCOUNT]
    account.clock.advance((await Advance.of(request)).seconds)
    lapse(account)
    return web.json_response({"now": account.clock.now()})


async def ask_for_faults(request: web.Request) -> web.Response:
    return await request.app[FAULTS].ask(request)


@web.middleware
async def answer_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An unknown object or a session that cannot be paid is the caller's mistake, not a crash."""
    try:
        return await handler(request)
    except StripeError as error:
        return error.response()
    except NotPayable as error:
        return web.json_response({"error": {"message": str(error)}}, status=409)


ROUTES = [
    web.get("/_control/deliveries", list_deliveries),
    web.put("/_control/webhooks", disturb),
    web.post("/_control/webhooks/release", release),
    web.post("/_control/events/{id}/deliver", deliver_again),
    web.post("/_control/sessions/{id}/pix", settle_pix),
    web.post("/_control/sessions/{id}/dispute", dispute),
    web.post("/_control/disputes/{id}", settle_dispute),
    web.post("/_control/refunds/{id}", settle_refund),
    web.post("/_control/advance", advance),
    web.put("/_control/faults", ask_for_faults),
]


def _json(deliveries: list[Delivery]) -> web.Response:
    return web.json_response([delivery.model_dump() for delivery in deliveries])
