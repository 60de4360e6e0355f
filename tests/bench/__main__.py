"""`make bench`: how fast everything is on this machine, each figure beside its goal.

`python -m tests.bench [PART…] [--json FILE]`; without a name all parts are measured. The file gets
a list of {figure, goal, value, unit, ok}.
"""

import argparse
import json
from pathlib import Path

from tests.bench import (
    booking,
    cold_start,
    engine_load,
    engine_process,
    expiry,
    holds,
    interpreter,
    payments,
    replies,
    requests,
    scale,
    stack,
    understand,
    webhook,
)
from tests.bench.figures import HEAD, Figure

PARTS = {
    "parser": understand.measure,
    "interpreter": interpreter.measure,
    "requests": requests.measure,
    "load": engine_load.measure,
    "engine": engine_process.measure,
    "stack": stack.measure,
    "booking": booking.measure,
    "replies": replies.measure,
    "expiry": expiry.measure,
    "cold": cold_start.measure,
    "holds": holds.measure,
    "webhook": webhook.measure,
    "payments": payments.measure,
    "scale": scale.measure,
}
FOR_THEIR_OWN = ("scale",)
"""parts that take minutes, measured when they are asked for by name"""


def main() -> None:
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    options.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    given = options.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        options.error(
            f"no part is named {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}"
        )
    figures = [figure for part in given.parts or usual() for figure in measured(part)]
    if given.json:
        given.json.write_text(
            json.dumps([each.as_json() for each in figures], indent=1, ensure_ascii=False) + "\n"
        )


def usual() -> list[str]:
    return [part for part in PARTS if part not in FOR_THEIR_OWN]


def measured(part: str) -> list[Figure]:
    """The figures of a part, each printed when it is there."""
    print(f"\n{part}\n{HEAD}", flush=True)
    figures = []
    for figure in PARTS[part]():
        print(figure.as_line(), flush=True)
        figures.append(figure)
    return figures


if __name__ == "__main__":
    main()
