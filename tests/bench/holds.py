"""create-hold as the function calls it, through pg8000, beside pgbench with the same calls."""

import multiprocessing
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.pool import Pool

from hotelly import database

from infra.local.stack.postgres import EmbeddedPostgres
from tests.bench.database import filling, migrated
from tests.bench.figures import Figure, Figures, at_least, ratio, seconds, shown

ROUNDS = 7
CLIENTS = {1: 300, 8: 100}
"""and how many holds each of so many makes in a round"""
PROPERTIES = 1_000
"""so many that each has few holds, as a house has, and that clients seldom meet"""
ROOMS = 9_000
NEEDED = 2 * (ROUNDS + 1) * sum(clients * holds for clients, holds in CLIENTS.items())
NIGHT = date.today() + timedelta(days=40)

HOUSES = """
select set_property('bench-' || n, 'Bench', '{"max_holds": 1000, "max_nights": 9000}')
from generate_series(0, %s - 1) n"""
ROOMS_FOR_SALE = """
select set_ari('ari-' || n) from generate_series(0, %s - 1) n,
  store_event('ari-' || n, 'bench', null, 'ari_updated', %s, 'bench-' || n, null, null, now())"""
REQUESTS = """
select store_event('hold-' || n, 'bench', null, 'hold_requested', jsonb_build_object(
  'check_in', %s::text, 'check_out', %s::text,
  'rooms', '[{"room_type": "double", "quantity": 1}]'::jsonb,
  'guest', jsonb_build_object('name', 'Guest', 'phone', '+55119' || (70000000 + n))),
  'bench-' || n %% %s, null, null, now())
from generate_series(1, %s) n"""
SCRIPT = """\\set k :k + 1
\\set n :first + :client_id * :each + :k
select create_hold(p_event_id => concat('hold-', :n::text));
"""
GENERIC = "-c plan_cache_mode=force_generic_plan"
"""as the functions connect"""


@dataclass
class Hotel:
    server: EmbeddedPostgres
    url: str
    used: int = 0

    def next(self, count: int) -> int:
        """The number before the first of `count` requests that nobody has used."""
        self.used += count
        return self.used - count


def measure() -> Figures:
    with _hotel() as hotel:
        for clients, holds in CLIENTS.items():
            with multiprocessing.get_context("spawn").Pool(clients) as pool:
                pairs = [_pair(hotel, pool, clients, holds) for _ in range(ROUNDS + 1)][1:]
            ours, pgbench = zip(*pairs, strict=True)
            remark = f"{shown(sorted(ours)[ROUNDS // 2])} a second"
            what = f"create-hold through pg8000 beside pgbench, {clients} at once"
            yield Figure(what, ratio(ours, pgbench), "times", at_least(0.9), remark)


def _pair(hotel: Hotel, pool: Pool, clients: int, holds: int) -> tuple[float, float]:
    """Holds a second of both."""
    parts = [(hotel.url, hotel.next(holds), holds) for _ in range(clients)]
    taken = seconds(lambda: pool.starmap(_hold, parts, chunksize=1))
    return clients * holds / taken, _pgbench(hotel, clients, holds)


def _hold(url: str, first: int, count: int) -> None:
    os.environ["DATABASE_URL"] = url
    for number in range(first + 1, first + count + 1):
        answer = database.call("create_hold", event_id=f"hold-{number}")
        assert answer["outcome"] == "held", answer


def _pgbench(hotel: Hotel, clients: int, holds: int) -> float:
    first = hotel.next(clients * holds)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT)
        script.flush()
        done = subprocess.run(
            [
                *(hotel.server.program("pgbench"), "--no-vacuum", "--protocol=prepared"),
                *(f"--client={clients}", f"--jobs={min(clients, 2)}", f"--transactions={holds}"),
                *("-D", "k=0", "-D", f"first={first}", "-D", f"each={holds}"),
                *("--file", script.name, hotel.url),
            ],
            env={**os.environ, "PGOPTIONS": GENERIC},
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found is not None, done.stdout
    return float(found[1])


@contextmanager
def _hotel() -> Iterator[Hotel]:
    """Many houses, and more requests than will be made."""
    with migrated() as (server, url):
        with filling(url) as cursor:
            nights = (NIGHT.isoformat(), (NIGHT + timedelta(days=2)).isoformat())
            ari = (
                f'{{"room_type": "double", "first_night": "{nights[0]}",'
                f' "last_night": "{nights[1]}", "total": {ROOMS}, "price_cents": 61725}}'
            )
            cursor.execute(HOUSES, (PROPERTIES,))
            cursor.execute(ROOMS_FOR_SALE, (PROPERTIES, ari))
            cursor.execute(REQUESTS, (*nights, PROPERTIES, NEEDED))
        yield Hotel(server, url)
