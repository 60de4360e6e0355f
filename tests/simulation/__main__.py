"""Runs schedules: `python -m tests.simulation --schedules 1000 [--first SEED] [--processes N]`.

Every schedule that breaks a promise is shrunk and told as a story; then the exit status is 1.
`--seed SEED` tells one schedule's whole story, failing or not.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.simulation.schedule import Schedule
from tests.simulation.server import server
from tests.simulation.shrink import told


@dataclass
class Figures:
    """What was done, over all schedules."""

    counts: Counter[str] = field(default_factory=Counter)
    stories: list[str] = field(default_factory=list)

    def add(self, other: "Figures") -> None:
        self.counts += other.counts
        self.stories += other.stories


def run(seeds: range, stories: int) -> Figures:
    figures = Figures()
    with server() as own, own.postgres() as postgres:
        for seed in seeds:
            schedule = Schedule(postgres, seed)
            broken = schedule.run()
            figures.counts.update(schedule.figures())
            if broken:
                figures.counts["broken"] += 1
                print(f"seed {seed}: {broken}", flush=True)
            if broken and len(figures.stories) < stories:
                taken = list(schedule.choices.taken)
                figures.stories.append(told(postgres, seed, broken, taken))
                print(figures.stories[-1], flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--schedules", type=int, default=100)
    parser.add_argument("--first", type=int, default=1, metavar="SEED")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--stories", type=int, default=3, help="shrunk and told, each process")
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args()
    if asked.seed is not None:
        with server() as own, own.postgres() as postgres:
            schedule = Schedule(postgres, asked.seed)
            broken = schedule.run()
            print("\n".join([*schedule.story, *broken]))
        sys.exit(bool(broken))
    started = time.monotonic()
    figures = Figures()
    last = asked.first + asked.schedules
    parts = [range(asked.first + n, last, asked.processes) for n in range(asked.processes)]
    with ProcessPoolExecutor(asked.processes) as pool:
        for part in pool.map(run, parts, [asked.stories] * len(parts)):
            figures.add(part)
    figures.counts["seconds"] = round(time.monotonic() - started)
    print(json.dumps(figures.counts, indent=1))
    sys.exit(bool(figures.stories))


if __name__ == "__main__":
    main()
