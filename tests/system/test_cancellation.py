"""A hold that is cancelled while its guest could still pay."""

from datetime import timedelta

from infra.local.client.caller import Caller
from infra.local.client.records import Records
from infra.local.client.samples import hold_cancelled
from infra.local.client.waiting import eventually
from tests.system.guests import NIGHT, Guest


def test_a_cancelled_hold_closes_the_payment_gives_the_rooms_back_and_tells_the_guest(
    caller: Caller, records: Records, guest: Guest
) -> None:
    guest.asks()
    link = guest.link()
    (hold,) = records.holds(guest.correlation_id)
    cancelled = cancel(caller, records, guest, hold["hold_id"])
    assert cancelled["status"] == "processed"
    assert caller.stripe_session(hold["session_id"])["status"] == "expired"
    assert caller.pay(link, "card").status_code == 410
    (hold,) = records.holds(guest.correlation_id)
    assert (hold["status"], hold["payment"]) == ("cancelled", "expired")
    stay = {NIGHT, NIGHT + timedelta(days=1)}
    held = [
        night["inv_held"] for night in records.nights(guest.property_id) if night["night"] in stay
    ]
    assert held == [0, 0]
    texts = eventually("the guest is told", lambda: caller.read_whatsapp(guest.phone)[1:])
    assert "cancelada" in texts[0]


def test_a_hold_that_was_paid_is_cancelled_for_a_person_to_refund(
    caller: Caller, records: Records, guest: Guest
) -> None:
    guest.asks()
    guest.pays()
    eventually("the stay is confirmed", guest.is_confirmed)
    (hold,) = records.holds(guest.correlation_id)
    assert cancel(caller, records, guest, hold["hold_id"])["status"] == "processed"
    (hold,) = records.holds(guest.correlation_id)
    assert not hold["reservation"]
    assert hold["payment"] == "needs_manual"
    assert hold["hold_id"] in {
        str(row["hold_id"]) for row in records.payments_without_reservation()
    }


def test_what_a_person_decides_is_given_back_at_stripe_and_told_to_the_guest(
    caller: Caller, records: Records, guest: Guest
) -> None:
    guest.asks()
    guest.pays()
    eventually("the stay is confirmed", guest.is_confirmed)
    (hold,) = records.holds(guest.correlation_id)
    cancel(caller, records, guest, hold["hold_id"])
    [found] = [
        row
        for row in records.payments_without_reservation()
        if str(row["hold_id"]) == hold["hold_id"]
    ]
    decision = {"payment_id": str(found["payment_id"]), "decision": "refund", "by": "Rita"}
    dry = caller.run("resolve-payment", {**decision, "dry_run": True})
    assert '"would":"refunding"' in dry["result"].replace(" ", "")
    assert caller.run("resolve-payment", decision)["state"] == "SUCCEEDED"
    (hold,) = records.holds(guest.correlation_id)
    assert hold["payment"] == "refunded"
    assert "devolvemos R$" in caller.read_whatsapp(guest.phone)[-1]
    books = records.rows("select unexplained from money_book() where unexplained <> 0")
    assert books == []


def cancel(caller: Caller, records: Records, guest: Guest, hold_id: str) -> dict[str, object]:
    """The event of the cancellation, once it has been run."""
    sample = hold_cancelled().changed(
        [f"payload.hold_id={hold_id}", f"property_id={guest.property_id}"]
    )
    answer = caller.post(sample.path, sample.body).json()
    return records.wait_for_event(answer["event_id"])
