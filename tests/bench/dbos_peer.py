"""Three empty steps in DBOS, which is installed in an environment of its own.

`K N` on standard input runs N workflows, K at a time, and answers how many that was a second. The
first argument is the database.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from dbos import DBOS


def step(number: int) -> int:
    return number


def three_steps(_: int) -> int:
    return durable_step(1) + durable_step(2) + durable_step(3)


durable_step: Callable[[int], int] = DBOS.step()(step)
workflow: Callable[[int], int] = DBOS.workflow()(three_steps)


def main(url: str) -> None:
    DBOS(config={"name": "bench", "system_database_url": url, "run_admin_server": False})
    DBOS.launch()
    for line in sys.stdin:
        at_once, count = map(int, line.split())
        started = time.perf_counter()
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(workflow, range(count)))
        print(count / (time.perf_counter() - started), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
