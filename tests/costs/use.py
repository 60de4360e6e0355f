"""How much of what is billed something takes, and the prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Use:
    steps: int
    """of workflows, as they are billed"""
    calls: int
    """of functions"""

    def __add__(self, other: "Use") -> "Use":
        return Use(self.steps + other.steps, self.calls + other.calls)

    def __mul__(self, times: int) -> "Use":
        return Use(self.steps * times, self.calls * times)


def _read(name: str) -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load((FOLDER / name).read_text())
    return told


COUNTED: Final = {name: Use(**use) for name, use in _read("counted.yaml").items()}
"""a booking, an answered message, and a run of each schedule that finds nothing to do"""
PRICES: Final = _read("prices.yaml")


def price(name: str) -> float:
    return float(PRICES[name]["usd"])
