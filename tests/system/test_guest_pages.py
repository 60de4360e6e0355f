"""The pages that a guest sees on the way."""

import httpx

from infra.local.client.waiting import eventually
from tests.system.guests import Guest


def test_a_guest_who_has_paid_lands_where_the_confirmation_arrives(guest: Guest) -> None:
    guest.asks()
    paid = httpx.post(guest.link(), data={"action": "card"}, follow_redirects=True)
    assert paid.status_code == 200
    assert guest.phone in paid.text
    eventually("the confirmation is there", lambda: "confirmada" in httpx.get(paid.url).text)


def test_a_guest_who_turns_back_lands_on_a_page(guest: Guest) -> None:
    guest.asks()
    page = httpx.get(guest.link()).text
    back = page.partition('<a href="')[2].partition('"')[0]
    assert httpx.get(back).status_code == 200
