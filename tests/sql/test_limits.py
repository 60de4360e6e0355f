"""One number for one rule: what a payload's model takes, the SQL functions take, and no more.

The limits are read from the models: a new field is compared as soon as it has one. Where SQL has no
limit at all, the model's alone counts.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any, Final, NamedTuple

import pytest
from hotelly.errors import InvalidInput
from hotelly.ingest.event_types import EVENT_TYPES, normalised
from hotelly.ingest.payloads.fields import LONGEST_SPAN, LONGEST_STAY

from tests.sql.hotel import FIRST_NIGHT, NOON, PROPERTY, Hotel, Refused

GUEST: Final = {"name": "Ana", "phone": "+5511999998888", "email": "ana@guest.test"}
SAMPLES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "ari_updated": (
        "set_ari",
        {"room_type": "standard", "first_night": str(FIRST_NIGHT), "last_night": str(FIRST_NIGHT)},
    ),
    "hold_requested": (
        "create_hold",
        {
            "check_in": str(FIRST_NIGHT),
            "check_out": str(FIRST_NIGHT + timedelta(days=1)),
            "rooms": [{"room_type": "standard", "quantity": 1}],
            "guest": GUEST,
        },
    ),
    "lead_created": ("upsert_lead", GUEST),
    "message_received": ("save_message", {"message_id": "m1", "phone": GUEST["phone"]}),
    "staff_replied": ("note_staff_reply", {"message_id": "m1", "phone": GUEST["phone"]}),
    "message_deleted": ("update_message", {"message_id": "m1", "phone": GUEST["phone"]}),
    "preference_changed": ("set_preference", {"phone": GUEST["phone"], "wants": "stop"}),
    "delivery_reported": ("update_message", {"provider_id": "m1", "state": "read"}),
    "stage_changed": ("move_stage", {"to_stage": "qualificado"}),
    "proposal_sent": ("register_proposal", {}),
    "won": ("mark_won", {}),
    "obra_created": ("create_obra", {}),
}
"""the SQL function that reads the payload of each type, and the least it takes"""
NOTHING_TO_READ: Final = {
    "hold_cancelled",
    "payment_succeeded",
    "payment_pending",
    "payment_failed",
    "checkout_expired",
    "refund_changed",
    "dispute_changed",
    "payment_resolution",
    "task_opened",
    "hold_lapsed",
}
"""ids alone"""
ONE_OF: Final = {"ari_updated": {"total": 1}}
"""what has to be there unless the field in question is"""


class Limit(NamedTuple):
    event_type: str
    path: str
    at: Any
    beyond: Any
    far: Any

    def __str__(self) -> str:
        return f"{self.event_type}.{self.path}"


def limits() -> Iterator[Limit]:
    for event_type in SAMPLES:
        schema = EVENT_TYPES[event_type].payload.model_json_schema()
        for path, field in fields(schema, schema):
            for at, beyond, far in values(path, field):
                yield Limit(event_type, path, at, beyond, far)


def fields(schema: Any, root: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each field with its own schema, those inside others too."""
    for name, given in schema.get("properties", {}).items():
        field = resolved(given, root)
        yield f"{prefix}{name}", field
        yield from fields(field, root, f"{prefix}{name}.")
        if field.get("type") == "array":
            yield from fields(resolved(field["items"], root), root, f"{prefix}{name}.0.")


def resolved(field: Any, root: Any) -> Any:
    for choice in field.get("anyOf", ()):
        if choice.get("type") != "null":
            return resolved(choice, root)
    if "$ref" in field:
        return resolved(root["$defs"][field["$ref"].rpartition("/")[2]], root)
    return field


def values(path: str, field: Any) -> Iterator[tuple[Any, Any, Any]]:
    """A value at the limit, the first beyond it and one far beyond it."""
    if "maximum" in field:
        yield field["maximum"], field["maximum"] + 1, field["maximum"] * 1000
    if "minimum" in field:
        yield field["minimum"], field["minimum"] - 1, -(10**9)
    if path.endswith("email"):
        yield "a" * 245 + "@b.test.a", "a" * 246 + "@b.test.a", "a" * 3000 + "@b.test.a"
    elif "maxLength" in field and not path.endswith("phone"):
        longest = field["maxLength"]
        yield "x" * longest, "x" * (longest + 1), "x" * (longest + 9000)
    if field.get("pattern") == "^[a-z0-9][a-z0-9_-]{0,62}$":
        yield "a" * 63, "a" * 64, "a" * 9000


def payload_with(event_type: str, path: str, value: Any) -> dict[str, Any]:
    payload = {**deepcopy(SAMPLES[event_type][1]), **ONE_OF.get(event_type, {})}
    inner: Any = payload
    *parents, last = path.split(".")
    for parent in parents:
        inner = inner[int(parent)] if parent.isdigit() else inner[parent]
    inner[last] = value
    return payload


def model_takes(event_type: str, payload: dict[str, Any]) -> bool:
    try:
        normalised(event_type, payload)
    except InvalidInput:
        return False
    return True


def sql_takes(hotel: Hotel, event_type: str, payload: dict[str, Any]) -> bool:
    """Leaves nothing behind. That there is no room type of such a name is no limit of the name."""
    hotel.rows("begin")
    try:
        event = hotel.event(event_type, payload, **subjects(hotel, event_type))
        hotel.step(SAMPLES[event_type][0], event)
    except Refused as refused:
        return refused.code == "unknown_room_type"
    finally:
        hotel.rows("rollback")
    return True


def subjects(hotel: Hotel, event_type: str) -> dict[str, str]:
    needs = EVENT_TYPES[event_type].needs
    if needs == "lead_id":
        lead = hotel.event("lead_created", GUEST)
        return {"lead_id": hotel.step("upsert_lead", lead)["lead_id"]}
    return {"property_id": PROPERTY} if needs else {}


def test_every_event_type_is_compared() -> None:
    assert set(EVENT_TYPES) == set(SAMPLES) | NOTHING_TO_READ


@pytest.mark.parametrize("event_type", SAMPLES)
def test_the_samples_are_taken(hotel: Hotel, event_type: str) -> None:
    payload = {**SAMPLES[event_type][1], **ONE_OF.get(event_type, {})}
    assert model_takes(event_type, payload)
    assert sql_takes(hotel, event_type, payload)


def test_a_limit_of_a_field_is_the_same_in_model_and_sql(hotel: Hotel) -> None:
    wrong = []
    for limit in limits():
        at, beyond, far = (
            payload_with(limit.event_type, limit.path, value)
            for value in (limit.at, limit.beyond, limit.far)
        )
        if not model_takes(limit.event_type, at) or not sql_takes(hotel, limit.event_type, at):
            wrong.append(f"{limit} is refused at its limit")
        if model_takes(limit.event_type, beyond):
            wrong.append(f"{limit} is taken beyond its limit by the model")
        has_limit = not sql_takes(hotel, limit.event_type, far)
        if has_limit and sql_takes(hotel, limit.event_type, beyond):
            wrong.append(f"{limit} is taken beyond its limit by SQL")
    assert wrong == []


@pytest.mark.parametrize(("days", "taken"), [(0, False), (1, True), (90, True), (91, False)])
def test_a_stay_has_as_many_nights(hotel: Hotel, days: int, taken: bool) -> None:
    assert timedelta(days=90) == LONGEST_STAY
    check_out = str(FIRST_NIGHT + timedelta(days=days))
    payload = payload_with("hold_requested", "check_out", check_out)
    assert model_takes("hold_requested", payload) is taken
    assert sql_takes(hotel, "hold_requested", payload) is taken


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (731, True), (732, False)])
def test_an_update_of_rooms_spans_as_many_nights(hotel: Hotel, days: int, taken: bool) -> None:
    assert timedelta(days=731) == LONGEST_SPAN
    last = str(FIRST_NIGHT + timedelta(days=days))
    payload = payload_with("ari_updated", "last_night", last)
    assert model_takes("ari_updated", payload) is taken
    assert sql_takes(hotel, "ari_updated", payload) is taken


@pytest.mark.parametrize(("rooms", "taken"), [(0, False), (1, True), (20, True), (21, False)])
def test_a_request_names_as_many_room_types(hotel: Hotel, rooms: int, taken: bool) -> None:
    for number in range(rooms):
        hotel.set_ari(f"type-{number}", nights=1, total=1)
    asked = [{"room_type": f"type-{number}", "quantity": 1} for number in range(rooms)]
    payload = payload_with("hold_requested", "rooms", asked)
    assert model_takes("hold_requested", payload) is taken
    assert sql_takes(hotel, "hold_requested", payload) is taken


def test_an_event_out_of_attempts_is_a_finding_and_no_candidate_and_any_other_the_reverse(
    hotel: Hotel,
) -> None:
    long_ago = NOON - timedelta(days=30)
    for attempts in range(3, 13):
        event = hotel.event("any", {}, now=long_ago)
        hotel.rows(
            "update events set status = 'failed', error = 'e', attempts = %s, updated_at = %s,"
            " finished_at = %s where id = %s",
            *(attempts, long_ago, long_ago, event),
        )
        candidates = {
            row[0] for row in hotel.rows("select event_id from reprocess_candidates(%s)", NOON)
        }
        findings = {each["check"]: each["ids"] for each in hotel.call("diagnose", now=NOON)}
        assert (event in candidates) is (event in findings.get("events_failing", ()))
        assert (event in candidates) is (event not in findings.get("events_out_of_attempts", ()))
