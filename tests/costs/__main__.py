"""`python -m tests.costs`: compute the tables of docs/COSTS.md again."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from infra.deployment import load_deployment
from infra.local.stack.state import CHECKOUT
from tests.costs.limits import TODAY, limits
from tests.costs.month import WARM_SECONDS, call, costs, functions, idle, runs
from tests.costs.use import COUNTED, PRICES, Use, price

DOCUMENT: Final = CHECKOUT / "docs/COSTS.md"
GROUPS: Final = {"idle": 0, "one hotel": 90, "ten hotels": TODAY, "a hundred": 9_000}
"""bookings a month"""
TIMES: Final = (1, 10, 100, 1_000)
COLD_SECONDS: Final = 3.0

Rows = Iterable[Iterable[str]]


def tables() -> Mapping[str, str]:
    return {
        "counted": _table(["", "steps", "calls", "US$ warm", "US$ cold"], _counted()),
        "idle": _table(["", "times a month", "steps", "calls"], _idle()),
        "month": _table(["US$ a month", *GROUPS], _month()),
        "limits": _table(["at its peak", *(f"× {each:,}" for each in TIMES)], _limits()),
        "prices": _table(["price", "US$", "per", ""], _prices()),
    }


def computed(document: str) -> str:
    """The document with each `<!-- computed: NAME -->` followed by its table."""
    drawn = tables()

    def put(match: re.Match[str]) -> str:
        return f"<!-- computed: {match[1]} -->\n{drawn[match[1]]}\n"

    return re.sub(r"<!-- computed: (\w+) -->\n(?:\|[^\n]*\n)*", put, document)


def _table(head: list[str], rows: Rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)


def _counted() -> Rows:
    for name, title in (("booking", "a booking"), ("message", "an answered message")):
        use = COUNTED[name]
        steps = use.steps * price("workflow_step")
        cold = use.calls * (call(COLD_SECONDS) + price("request"))
        dollars = (steps + functions(use), steps + cold)
        yield [title, str(use.steps), str(use.calls), *(f"{each:.5f}" for each in dollars)]


def _idle() -> Rows:
    for name, schedule in load_deployment().schedules.items():
        times = runs(schedule.cron)
        yield [f"`{name}`", f"{times:,}", *_whole(COUNTED[name] * times)]
    yield ["together", "", *_whole(idle())]


def _whole(use: Use) -> Iterator[str]:
    yield from (f"{use.steps:,}", f"{use.calls:,}")


def _month() -> Rows:
    months = [costs(bookings) for bookings in GROUPS.values()]
    yield ["bookings", *(f"{bookings:,}" for bookings in GROUPS.values())]
    for item in months[0]:
        yield [item, *(f"{each[item]:.2f}" for each in months)]
    totals = [sum(each.values()) for each in months]
    yield ["together", *(f"{each:.0f}" for each in totals)]
    per_booking = zip(totals, GROUPS.values(), strict=True)
    yield ["a booking", *(f"{total / count:.2f}" if count else "" for total, count in per_booking)]


def _limits() -> Rows:
    for limit in limits():
        used = [limit.used(TODAY * times) for times in TIMES]
        yield [limit.what, *(f"**{each:.0%}**" if each > 1 else f"{each:.1%}" for each in used)]


def _prices() -> Rows:
    for name, told in PRICES.items():
        usd = f"{price(name):,.8f}".rstrip("0").rstrip(".")
        yield [name.replace("_", " "), usd, told["per"], told["source"]]


if __name__ == "__main__":
    DOCUMENT.write_text(computed(DOCUMENT.read_text()))
    print(f"a call warm is {WARM_SECONDS} s, cold {COLD_SECONDS} s; {DOCUMENT.name} is computed")
