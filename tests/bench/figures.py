"""How figures are taken and told."""

import statistics
import time
from collections.abc import Callable, Sequence


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def percentiles(times: Sequence[float]) -> str:
    hundredths = statistics.quantiles(times, n=100)
    return f"half within {milliseconds(hundredths[49])}, 95 % within {milliseconds(hundredths[94])}"


def milliseconds(time: float) -> str:
    return f"{time * 1000:.{1 if time < 0.02 else 0}f} ms"


def part(title: str) -> None:
    print(f"\n{title}", flush=True)


def tell(what: str, result: str, aim: str = "") -> None:
    print(f"{what:<32}{result}{f' (aim: {aim})' if aim else ''}", flush=True)
