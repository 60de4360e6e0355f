"""What every request to `/v1` passes before its endpoint: key, version, idempotency, faults."""

import hashlib
import hmac
import re
from base64 import b64decode

import stripe
from aiohttp import web
from aiohttp.typedefs import Middleware

from infra.local.standins.faults import FaultInjector, Handler
from infra.local.standins.stripe.api import ACCOUNT, REQUEST_ID
from infra.local.standins.stripe.errors import StripeError
from infra.local.standins.stripe.idempotency import Answer, IdempotencyKeys
from infra.local.standins.stripe.objects import new_id

KEYS = web.AppKey("idempotency_keys", IdempotencyKeys)
FAULTS = web.AppKey("faults", FaultInjector)

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.[a-z]+)?")


@web.middleware
async def speak_stripe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives each answer Stripe's headers and each refusal, aiohttp's too, Stripe's body."""
    request[REQUEST_ID] = new_id("req", 14)
    try:
        version = _version(request)
        response = await handler(request)
    except StripeError as error:
        version, response = stripe.api_version, error.response()
    except web.HTTPException as error:
        version, response = stripe.api_version, _as_stripe(request, error).response()
    response.headers["Request-Id"] = request[REQUEST_ID]
    response.headers["Stripe-Version"] = version
    return response


def _version(request: web.Request) -> str:
    version = request.headers.get("Stripe-Version", stripe.api_version)
    if not _VERSION.fullmatch(version):
        raise StripeError("Invalid Stripe API version.", param="Stripe-Version")
    return version


def _as_stripe(request: web.Request, error: web.HTTPException) -> StripeError:
    if error.status in (404, 405):
        return StripeError(
            f"Unrecognized request URL ({request.method}: {request.path}).", status=404
        )
    kind = "api_error" if error.status >= 500 else "invalid_request_error"
    return StripeError(error.text or error.reason, status=error.status, kind=kind)


def authenticate(api_key: str) -> Middleware:
    """Lets only requests with this secret key pass, as Bearer token or as Basic user name."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = _api_key(request.headers.get("Authorization", ""))
        if not given:
            raise StripeError(
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY').",
                status=401,
            )
        if not hmac.compare_digest(given.encode(), api_key.encode()):
            raise StripeError("Invalid API Key provided.", status=401)
        return await handler(request)

    return middleware


def _api_key(authorization: str) -> str:
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() == "basic":
        try:
            return b64decode(credentials, validate=True).decode().partition(":")[0]
        except ValueError:
            return ""
    return ""


@web.middleware
async def idempotent(request: web.Request, handler: Handler) -> web.StreamResponse:
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or not key:
        return await handler(request)
    keys = request.config_dict[KEYS]
    now = request.config_dict[ACCOUNT].clock.now()
    known = keys.begin(key, await _fingerprint(request), now)
    response = known.replayed() if known else await _execute(request, handler, keys, key)
    response.headers["Idempotency-Key"] = key
    return response


async def _execute(
    request: web.Request, handler: Handler, keys: IdempotencyKeys, key: str
) -> web.StreamResponse:
    """The endpoint's answer, kept for the key if the endpoint got as far as executing."""
    try:
        response = await handler(request)
    except StripeError as error:
        if not error.executed:
            keys.forget(key)
            raise
        response = error.response()
    except BaseException:
        keys.forget(key)
        raise
    assert isinstance(response, web.Response), "the API streams nothing"
    assert isinstance(response.body, bytes), "an answer is JSON"
    keys.keep(key, Answer(request[REQUEST_ID], response.status, response.body))
    return response


async def _fingerprint(request: web.Request) -> str:
    fields = sorted((name, str(value)) for name, value in (await request.post()).items())
    return hashlib.sha256(repr((request.path, fields)).encode()).hexdigest()


@web.middleware
async def with_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await request.config_dict[FAULTS].run(request, handler)
