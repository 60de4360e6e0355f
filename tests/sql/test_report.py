"""The routine's figures, and what people with only `psql` may look at."""

from datetime import timedelta
from typing import Any

import pytest

from infra.local.commands.report import lines, personal
from infra.local.stack.postgres import create_function_logins
from infra.migrate import SQL_FOLDER
from tests.sql.hotel import NOON, PROPERTY, Hotel, Refused

VIEWS = sorted(path.stem for path in SQL_FOLDER.glob("views/*.sql"))


def report(hotel: Hotel) -> dict[str, Any]:
    told: dict[str, Any] = hotel.value("select report(%s, %s)", NOON, NOON + timedelta(hours=1))
    return told


def test_the_funnel_counts_each_stage_of_each_property(hotel: Hotel) -> None:
    hotel.step("create_hold", hotel.request())
    hotel.step("create_hold", hotel.request(adults=1))
    hotel.rows(
        "update events set property_id = %s, created_at = %s", PROPERTY, NOON
    )  # as a receipt has it
    told = report(hotel)
    (funnel,) = told["funnel"]
    counted = {name: funnel[name] for name in ("quotes", "holds", "links", "paid", "reservations")}
    assert counted == {"quotes": 2, "holds": 2, "links": 0, "paid": 0, "reservations": 0}
    assert [each["status"] for each in told["backlog"]] == ["received"]
    text = "\n".join(lines(told))
    assert "payments without a reservation: 0" in text


def test_an_active_hold_is_seen_with_its_deadline(hotel: Hotel) -> None:
    hold = hotel.step("create_hold", hotel.request())["hold_id"]
    assert hotel.rows("select hold_id::text, payment from holds_now") == [(hold, None)]


@pytest.mark.parametrize("view", VIEWS)
def test_an_operator_reads_the_views(hotel: Hotel, view: str) -> None:
    urls = create_function_logins(hotel.url, {"hotelly_operator": "a secret"})
    with Hotel(urls["hotelly_operator"]) as operator:
        operator.rows(f"select * from {view}")


def test_an_operator_reads_no_table(hotel: Hotel) -> None:
    urls = create_function_logins(hotel.url, {"hotelly_operator": "a secret"})
    with Hotel(urls["hotelly_operator"]) as operator, pytest.raises(Refused):
        operator.rows("select * from events")


def test_personal_data_in_a_log_is_found_and_not_repeated() -> None:
    sample = [
        '{"message": "request answered", "correlation_id": "5511ab98-8887-4777-8666-555544443333"}',
        '{"message": "ana@hotel.example wrote"}',
        '{"message": "from 5511988887777"}',
        '{"account": "fn-expire@hotel.iam.gserviceaccount.com"}',
        '{"jid": "5511988887777@s.whatsapp.net"}',
    ]
    found = list(personal(sample))
    assert [number for number, _ in found] == [2, 3, 5]
    assert "ana" not in str(found)
