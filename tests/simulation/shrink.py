"""From a schedule that fails to the fewest unusual decisions that still make it fail."""

from collections.abc import Callable, Sequence

from tests.simulation.connections import Postgres
from tests.simulation.schedule import Schedule


def shrunk(names: Sequence[str], fails: Callable[[Sequence[str]], bool]) -> list[str]:
    """Names of decisions none of which can be left out; `fails` runs a schedule with some of them.

    Leaves out halves, quarters and so on down to single ones, as long as it still fails.
    """
    kept = list(names)
    size = max(1, len(kept) // 2)
    while True:
        smaller = _without_a_part(kept, size, fails)
        if smaller is not None:
            kept = smaller
        elif size == 1:
            return kept
        else:
            size //= 2


def _without_a_part(
    names: list[str], size: int, fails: Callable[[Sequence[str]], bool]
) -> list[str] | None:
    left_out = 0
    kept = names
    start = 0
    while start < len(kept):
        rest = kept[:start] + kept[start + size :]
        if fails(rest):
            kept, left_out = rest, left_out + 1
        else:
            start += size
    return kept if left_out else None


def told(postgres: Postgres, seed: int, broken: list[str], taken: list[str]) -> str:
    """The shortest schedule that breaks one of the same promises, as a story."""
    kinds = {promise.partition(":")[0] for promise in broken}

    def fails(names: Sequence[str]) -> bool:
        now = Schedule(postgres, seed, names).run()
        return any(promise.partition(":")[0] in kinds for promise in now)

    names = shrunk(taken, fails)
    schedule = Schedule(postgres, seed, names)
    again = schedule.run()
    decisions = [f"    {name}: {value}" for name, value in schedule.choices.taken.items()]
    parts = [f"seed {seed}", *again, "  unusual:", *decisions, "  story:", *schedule.story]
    return "\n".join(parts)
