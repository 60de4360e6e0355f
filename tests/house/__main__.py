"""`python -m tests.house`: measures the tree, and fails when a rule of its structure is broken."""

import statistics
import sys
from pathlib import Path

from tests.house import picture
from tests.house.rules import faults, functions
from tests.house.sources import read_tree

TOP = Path(__file__).parents[2]


def main() -> int:
    texts = {path: text for path, text in read_tree(TOP).items() if not path.startswith("tests/")}
    lengths = sorted(lines for path, text in texts.items() for _, lines in functions(path, text))
    modules = [len(text.splitlines()) for path, text in texts.items() if path.endswith(".py")]
    ninety = lengths[len(lengths) * 9 // 10]
    print(
        f"{len(modules)} modules, the median of {statistics.median(modules):.0f} lines, the"
        f" longest of {max(modules)}; {len(lengths)} functions: {statistics.median(lengths):.0f},"
        f" nine of ten at most {ninety}, the longest {lengths[-1]}"
    )
    found = [*faults(TOP), *picture.faults(TOP)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
