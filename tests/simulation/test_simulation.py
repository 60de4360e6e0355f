"""Schedules of the simulation, each with whatever its seed has drawn, keep every promise; and what
is broken on purpose is found."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.connections import Postgres
from tests.simulation.mutations import PLANTED, Planted
from tests.simulation.schedule import Schedule
from tests.simulation.server import Server, server
from tests.simulation.shrink import shrunk

DEFAULT_RUN = range(1, 31)
SEARCHED = range(1, 301)
"""seeds among which a planted mistake is looked for"""
CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    with server() as own:
        yield own


@pytest.fixture
def postgres(own_server: Server) -> Iterator[Postgres]:
    with own_server.postgres() as postgres:
        yield postgres


def test_the_default_run_keeps_every_promise(postgres: Postgres) -> None:
    seen: Counter[str] = Counter()
    for seed in DEFAULT_RUN:
        schedule = Schedule(postgres, seed)
        broken = schedule.run()
        assert broken == [], "\n".join([f"seed {seed}", *schedule.story])
        seen.update(schedule.figures())
    assert seen["paid sessions"] >= len(DEFAULT_RUN)
    assert seen["transactions stopped inside"] >= len(DEFAULT_RUN)
    assert seen["conversations"] >= len(DEFAULT_RUN) / 2
    assert seen["stays paid in chats"] > 0


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_failed_once_keeps_every_promise(path: Path, postgres: Postgres) -> None:
    case = json.loads(path.read_text())
    schedule = Schedule(postgres, case["seed"], case["kept"])
    assert schedule.run() == [], "\n".join(schedule.story)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.mutation.name)
def test_what_is_broken_on_purpose_is_found(planted: Planted, own_server: Server) -> None:
    with own_server.postgres(planted.mutation) as postgres:
        seeds = [planted.seed, *SEARCHED]
        assert any(Schedule(postgres, seed).run() for seed in seeds)


def test_a_seed_replays_exactly(postgres: Postgres) -> None:
    for seed in (2, 9, 13):
        assert played(postgres, seed) == played(postgres, seed)


def played(postgres: Postgres, seed: int) -> Any:
    schedule = Schedule(postgres, seed)
    schedule.run()
    rows = postgres.rows("select event_id, step, result from event_steps order by 1, 2")
    return schedule.story, rows


def test_a_failure_shrinks_to_what_it_needs() -> None:
    names = [str(number) for number in range(100)]
    assert shrunk(names, lambda kept: {"17", "83"} <= set(kept)) == ["17", "83"]
