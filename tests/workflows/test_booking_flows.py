"""What a guest hears of rooms and money, whichever way they go."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.workflows.ingesting import IDS, ingest


def test_a_held_room_gets_a_checkout_and_a_link() -> None:
    run, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "held", "hold_id": "h1"},
        create_checkout={"outcome": "open", "session_id": "cs_1"},
        send_message={"outcome": "sent", "message_id": "m1"},
    )
    assert run.result == {
        "outcome": "held",
        "hold_id": "h1",
        "checkout": "open",
        "message": "sent",
    }
    assert functions.bodies("send-message") == [{**IDS, "template": "payment_link"}]


@pytest.mark.parametrize(
    ("outcome", "template"),
    [
        ("not_for_sale", "sold_out"),
        *((same, same) for same in ("sold_out", "over_capacity", "min_stay")),
        *((same, same) for same in ("closed_to_arrival", "closed_to_departure")),
        *((same, same) for same in ("too_many_holds", "property_busy")),
    ],
)
def test_no_room_is_told_with_its_reason_and_no_checkout_opened(
    outcome: str, template: str
) -> None:
    run, functions = ingest(
        "hold_requested",
        create_hold={"outcome": outcome},
        send_message={"outcome": "sent"},
    )
    assert run.result == {"outcome": outcome, "message": "sent"}
    assert functions.bodies("send-message") == [{**IDS, "template": template}]


def test_a_stay_in_the_past_is_told_as_such() -> None:
    _, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "not_for_sale", "reason": "in_the_past"},
        send_message={"outcome": "sent"},
    )
    assert functions.bodies("send-message") == [{**IDS, "template": "in_the_past"}]


def test_a_hold_that_lapsed_before_its_checkout_is_told_as_expired() -> None:
    _, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "held", "hold_id": "h1"},
        create_checkout={"outcome": "hold_not_active"},
        send_message={"outcome": "sent"},
    )
    assert functions.bodies("send-message") == [{**IDS, "template": "hold_expired"}]


@pytest.mark.parametrize(
    ("outcome", "template"),
    [
        ("converted", "reservation_confirmed"),
        ("already_converted", "reservation_confirmed"),
        ("awaiting_payment", "payment_pending"),
        ("payment_failed", "payment_failed"),
        ("late", "payment_late"),
        ("paid_twice", "payment_twice"),
        ("amount_mismatch", "payment_late"),
        ("checkout_expired", None),
        ("unknown_hold", None),
    ],
)
@pytest.mark.parametrize(
    "event_type", ["payment_succeeded", "payment_pending", "payment_failed", "checkout_expired"]
)
def test_the_guest_hears_what_the_session_says_whatever_the_event_claims(
    event_type: str, outcome: str, template: str | None
) -> None:
    run, functions = ingest(
        event_type,
        convert={"outcome": outcome},
        resolve_payment={"outcome": "manual", "hold_id": "h1"},
        send_message={"outcome": "sent"},
    )
    assert run.result["outcome"] == outcome
    templates = [body["template"] for body in functions.bodies("send-message")]
    assert templates == ([template] if template else [])


def test_a_cancellation_closes_the_session_before_it_gives_the_rooms_back() -> None:
    run, functions = ingest(
        "hold_cancelled",
        close_checkout={"outcome": "closed"},
        cancel={"outcome": "cancelled"},
        send_message={"outcome": "sent"},
    )
    assert run.result == {"outcome": "cancelled", "message": "sent"}
    assert functions.names == ["begin-event", "close-checkout", "cancel", "send-message"]
    assert functions.bodies("close-checkout") == [{**IDS, "hold_id": "h1"}]


def test_who_cancels_what_has_ended_already_hears_so_too() -> None:
    _, functions = ingest(
        "hold_cancelled",
        close_checkout={"outcome": "none"},
        cancel={"outcome": "not_active"},
        send_message={"outcome": "sent"},
    )
    assert functions.bodies("send-message") == [{**IDS, "template": "hold_cancelled"}]


def test_a_stay_that_makes_room_for_another_is_not_told() -> None:
    run, functions = ingest(
        "hold_cancelled",
        close_checkout={"outcome": "closed"},
        cancel={"outcome": "replaced"},
    )
    assert run.result == {"outcome": "replaced"}
    assert functions.names == ["begin-event", "close-checkout", "cancel"]


def test_a_link_that_comes_too_late_is_told_as_an_expired_hold() -> None:
    def send(body: Mapping[str, Any]) -> Any:
        return {"outcome": "outdated" if body["template"] == "payment_link" else "sent"}

    run, functions = ingest(
        "hold_requested",
        create_hold={"outcome": "held", "hold_id": "h1"},
        create_checkout={"outcome": "open", "session_id": "cs_1"},
        send_message=send,
    )
    assert [body["template"] for body in functions.bodies("send-message")] == [
        "payment_link",
        "hold_expired",
    ]
    assert run.result["message"] == "sent"


@pytest.mark.parametrize(
    ("resolution", "refund", "template"),
    [
        ("manual", None, "payment_late"),
        ("rebooked", None, "reservation_confirmed"),
        ("refunding", "refunded", "payment_refunded"),
        ("refunding", "refund_pending", "payment_refunded"),
        ("refunding", "refund_failed", "payment_late"),
        ("nothing_to_decide", None, None),
    ],
)
def test_late_money_finds_its_policy_and_the_guest_hears_of_it(
    resolution: str, refund: str | None, template: str | None
) -> None:
    run, functions = ingest(
        "payment_succeeded",
        convert={"outcome": "late", "hold_id": "h1"},
        resolve_payment={"outcome": resolution, "hold_id": "h1", "payment_id": "p1"},
        refund_payment={"outcome": refund},
        send_message={"outcome": "sent"},
    )
    assert (run.result["outcome"], run.result["resolution"]) == ("late", resolution)
    assert run.result.get("refund") == refund
    assert functions.names.count("refund-payment") == (refund is not None)
    templates = [body["template"] for body in functions.bodies("send-message")]
    assert templates == ([template] if template else [])


def test_what_a_person_decides_about_money_goes_the_same_way() -> None:
    run, functions = ingest(
        "payment_resolution",
        resolve_payment={"outcome": "refunding", "hold_id": "h1", "refund_id": "r1"},
        refund_payment={"outcome": "refunded"},
        send_message={"outcome": "sent"},
    )
    assert (run.result["outcome"], run.result["refund"]) == ("refunding", "refunded")
    assert functions.names == ["resolve-payment", "refund-payment", "send-message"]
