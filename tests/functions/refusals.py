"""What every refusal has in common: a code, the wrong paths, no row, and no word of the data."""

from typing import Any

from tests.functions.conftest import SECRETS

PLANTED = ("Quaresma", "98765", "quaresma@guest.test", "segredo", *SECRETS.values())


def check(answer: Any, status: int, paths: list[str], connection: Any, log: str) -> None:
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text
    error = answer.get_json()["error"]
    assert error["code"]
    assert error["message"]
    assert [detail["path"] for detail in error["details"]] == paths
    for planted in PLANTED:
        assert planted not in text
        assert planted not in log
    cursor = connection.cursor()
    for table in ("events", "processed_events", "idempotency_keys"):
        cursor.execute(f"select count(*) from {table}")
        assert cursor.fetchone()[0] == 0
