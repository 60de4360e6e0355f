"""A figure says what was measured, what it should be, and whether it is."""

from tests.bench.figures import Figure, at_least, at_most, milliseconds, ratio


def test_a_figure_meets_its_goal_or_not() -> None:
    assert Figure("a call", 1.25, "ms", at_most(1.25)).ok is True
    assert Figure("a call", 1.26, "ms", at_most(1.25)).ok is False
    assert Figure("webhooks", 0.9, "times", at_least(1)).ok is False
    assert Figure("webhooks", 0.9, "times").ok is None


def test_a_figure_as_json_has_its_goal_as_text_and_four_digits() -> None:
    assert Figure("a call", 1.23456, "ms", at_most(1.25)).as_json() == {
        "figure": "a call",
        "goal": "≤ 1.25",
        "value": 1.235,
        "unit": "ms",
        "ok": True,
    }


def test_a_line_has_goal_and_figure_side_by_side() -> None:
    line = Figure("webhooks", 1234.5, "a second", at_least(1000), "of 10 at once").as_line()
    assert line.split()[:7] == ["webhooks", "≥", "1,000", "✓", "1,234", "a", "second"]
    assert line.endswith("of 10 at once")


def test_times_are_told_by_their_median() -> None:
    told = milliseconds("a call", [0.001] * 11 + [0.5] * 9)
    assert (told.value, told.unit) == (1.0, "ms")


def test_pairs_are_told_by_the_median_of_their_ratios() -> None:
    assert ratio([1, 100, 3], [2, 200, 1]) == 0.5
