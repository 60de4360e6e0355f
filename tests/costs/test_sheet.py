"""docs/COSTS.md says what is computed from what was counted."""

from tests.costs.__main__ import DOCUMENT, computed, tables
from tests.costs.limits import TODAY, limits
from tests.costs.month import costs, idle, runs


def test_the_document_is_as_computed() -> None:
    """When not: `python -m tests.costs`."""
    text = DOCUMENT.read_text()
    assert computed(text) == text
    assert all(f"<!-- computed: {name} -->" in text for name in tables())


def test_a_cron_line_is_due_as_often_as_it_says() -> None:
    assert [runs(line) for line in ("* * * * *", "13,43 * * * *", "37 4 * * 0")] == [
        43_200,
        1440,
        4,
    ]


def test_a_month_without_guests_costs_its_schedules_and_what_always_runs() -> None:
    nothing = costs(0)
    assert nothing["functions, by use"] == 0
    assert 3 < nothing["workflow steps"] < idle().steps * 0.00001
    assert costs(9_000)["database"] == nothing["database"]


def test_today_is_far_from_every_limit() -> None:
    assert max(limit.used(TODAY) for limit in limits()) < 0.1
