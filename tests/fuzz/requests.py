"""Requests nearly as they should be: samples with parts left out, changed, moved or multiplied.

Every text that a request carries holds a canary, which must be seen nowhere.
"""

import inspect
import json
import random
import time
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, get_type_hints
from uuid import uuid4

from hypothesis import strategies as st
from pydantic import BaseModel

from infra.local.client import samples
from tests.simulation.callers import stripe_signature
from tests.simulation.functions import SECRETS, load_entry_points

CANARY: Final = "Quaresma 7781"
ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 2**63, 10**400, 1e400, -0.0, [], {}, "", " ", "\x00", "\ud800"),
    *("0001-01-01", "9999-12-31", "2030-02-30", "'; select 1 --", "%s", "{}", "../..", "a" * 5_000),
    *("\N{RIGHT-TO-LEFT OVERRIDE}x", "😀" * 70, "+5511999998888", "1e999", "NaN", [[[[[]]]]]),
)
KEYS: Final = (
    *("event_id", "payload", "hold_id", "now", "rooms", "guest", "__proto__", "", "\x00"),
)
PATHS: Final = (
    "/",
    *("/events", "/webhook/stripe", "/webhook/whatsapp", "/webhook/whatsapp/messages-upsert"),
    *("/webhook/lead", "/webhook/lead/google", "/webhook/lead/typeform", "/webhook//lead"),
    *("/health", "/ready", "/webhook", "/events/", "/%00", f"/{CANARY}", "/" + "a" * 3_000),
)
EVENTS: Final = (
    *(samples.ari_updated, samples.hold_requested, samples.hold_cancelled, samples.stage_changed),
    *(samples.proposal_sent, samples.won, samples.obra_created, samples.payment_resolution),
    *(samples.lead, samples.message),
)
STRIPE_EVENT: Final = {
    "id": "evt_1",
    "type": "checkout.session.completed",
    "livemode": False,
    "data": {"object": {"id": "cs_test_1", "object": "checkout.session", "payment_status": "paid"}},
}


class Request(NamedTuple):
    function: str
    path: str
    body: bytes
    headers: Mapping[str, str]


def changed(value: Any, rng: random.Random) -> Any:
    """The value with one part of it made odd."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        key = rng.choice(list(value))
        fate = rng.random()
        rest = {name: item for name, item in value.items() if name != key}
        if fate < 0.15:
            return rest
        if fate < 0.25:
            return {**value, rng.choice(KEYS): f"{CANARY} {rng.choice(ODD)!r}"}
        return {**rest, key: changed(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.7:
        place = rng.randrange(len(value))
        return [*value[:place], changed(value[place], rng), *value[place:]]
    odd = rng.choice(ODD)
    return f"{CANARY}{odd}" if isinstance(odd, str) and rng.random() < 0.5 else odd


def encoded(value: Any, rng: random.Random) -> bytes:
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    content = text.encode(errors="surrogatepass")
    cut = rng.random()
    if cut < 0.03:
        return content[: rng.randrange(len(content) + 1)]
    return content + rng.randbytes(3) if cut < 0.06 else content


def sample_of(model: type[BaseModel], rng: random.Random) -> dict[str, Any]:
    """A body that the model's schema describes, with some of what need not be there."""
    schema = model.model_json_schema()
    names = schema.get("properties", {})
    needed = schema.get("required", [])
    taken = [name for name in names if name in needed or rng.random() < 0.4]
    return {name: _value(names[name], schema, rng) for name in taken}


def _value(schema: Mapping[str, Any], root: Mapping[str, Any], rng: random.Random) -> Any:
    if "$ref" in schema:
        return _value(root["$defs"][schema["$ref"].rpartition("/")[2]], root, rng)
    if "anyOf" in schema:
        return _value(rng.choice(schema["anyOf"]), root, rng)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    match schema.get("type"):
        case "object":
            names = schema.get("properties", {})
            return {name: _value(names[name], root, rng) for name in names if rng.random() < 0.7}
        case "array":
            return [_value(schema.get("items", {}), root, rng) for _ in range(rng.randrange(3))]
        case "integer" | "number":
            return rng.choice((0, 1, 2, 50, 10_000, -1, 2**31))
        case "boolean":
            return rng.random() < 0.5
        case "string":
            return _text(schema.get("format"), rng)
    return None


def _text(kind: str | None, rng: random.Random) -> str:
    if kind == "uuid":
        return str(uuid4())
    if kind in ("date", "date-time"):
        return rng.choice(("2030-04-20", "2030-04-20T12:00:00Z"))
    return rng.choice(("x1", "payment_link", CANARY, "processed", str(uuid4())))


def webhook(rng: random.Random) -> Request:
    """Something for receive-webhook, rightly signed more often than not."""
    body: Any = STRIPE_EVENT if rng.random() < 0.3 else rng.choice(EVENTS)().body
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        body = changed(body, rng)
    content = rng.randbytes(40) if rng.random() < 0.05 else encoded(body, rng)
    secret = rng.choice(list(SECRETS.values()))
    headers = {
        "Authorization": f"Bearer {secret}",
        "X-Forwarded-For": f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(256)}",
        "User-Agent": CANARY,
        "traceparent": CANARY,
        "Content-Type": rng.choice(("application/json", "text/plain", CANARY)),
        **stripe_signature(content, time.time()),
    }
    if rng.random() < 0.2:
        headers["Idempotency-Key"] = rng.choice((CANARY, "k" * 300, "", "a,b"))
    return Request("receive-webhook", rng.choice(PATHS), content, headers)


def step(rng: random.Random) -> Request:
    """Something for one of the private functions, nearly as its model wants it."""
    function = rng.choice([name for name in load_entry_points() if name != "receive-webhook"])
    handler = load_entry_points()[function]
    model = get_type_hints(inspect.unwrap(handler)).get("body")
    body: Any = sample_of(model, rng) if model else {}
    for _ in range(rng.choice((0, 0, 1, 2))):
        body = changed(body, rng)
    return Request(function, rng.choice(("/", "/", "/", "/x")), encoded(body, rng), {})


def requests() -> st.SearchStrategy[Request]:
    seeds = st.integers(min_value=0, max_value=2**64)
    return seeds.map(lambda seed: (webhook if seed % 2 else step)(random.Random(seed)))
