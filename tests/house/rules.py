"""What the tree refuses: circles, arrows upwards, and modules, functions or SQL lines too long.

Each rule answers a sentence a fault, with the places to look at.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import yaml

from tests.house.sources import Arrows, python_arrows, read_tree, sql_arrows

LONGEST_MODULE = 250
LONGEST_FUNCTION = 50
LONGEST_SQL_LINE = 110
ROOMS_FILE = Path(__file__).with_name("rooms.yaml")

Floors = Sequence[Sequence[str]]
Houses = Mapping[str, Floors]


def faults(top: Path) -> list[str]:
    """Everything that is wrong with the tree under `top`."""
    texts = read_tree(top)
    plan = yaml.safe_load(ROOMS_FILE.read_text())
    python, sql = python_arrows(texts), sql_arrows(texts)
    unneeded = list(forgive(python, plan.pop("owed", {})))
    ours = {path: used for path, used in (python | sql).items() if not path.startswith("tests/")}
    return [
        *unneeded,
        *circles(python),
        *circles(sql),
        *arrows_upwards(ours, plan),
        *long_modules(texts),
        *long_functions(texts),
        *long_sql_lines(texts),
    ]


def forgive(arrows: Arrows, owed: Mapping[str, str]) -> Iterator[str]:
    """Takes out the arrows that are known to be wrong; names those that are there no more."""
    for path, used in owed.items():
        if used not in arrows.get(path, ()):
            yield f"{path} does not use {used} any more: take it out of {ROOMS_FILE.name}"
        else:
            arrows[path].remove(used)


def circles(arrows: Arrows) -> Iterator[str]:
    """The first circle, since one often hides others. A SQL function may call itself."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        yield f"circle: {' <- '.join(error.args[1])}"


def arrows_upwards(arrows: Arrows, houses: Houses) -> Iterator[str]:
    places = {
        room: (house, floor)
        for house, floors in houses.items()
        for floor, rooms in enumerate(floors)
        for room in rooms
    }
    for path, used in sorted(arrows.items()):
        room = room_of(path, places)
        if room is None and not used and path.endswith("/__init__.py"):
            continue  # says what a folder is, and no more
        if room is None:
            yield f"{path} stands in no room; {ROOMS_FILE.name} tells them and their order"
            continue
        for other in sorted(used):
            target = room_of(other, places)
            if target in (None, room):
                continue
            (house, floor), (other_house, other_floor) = places[room], places[target]
            if house != other_house or other_floor >= floor:
                yield f"{path} uses {other}, which does not stand on a floor below {room}"


def room_of(path: str, rooms: Mapping[str, object]) -> str | None:
    fitting = [room for room in rooms if path == room or path.startswith(f"{room}/")]
    return max(fitting, key=len, default=None)


def long_modules(texts: Mapping[str, str]) -> Iterator[str]:
    for path, text in texts.items():
        lines = len(text.splitlines())
        if path.endswith((".py", ".sql")) and lines > LONGEST_MODULE:
            yield f"{path} has {lines} lines; {LONGEST_MODULE} are the most"


def long_functions(texts: Mapping[str, str]) -> Iterator[str]:
    for path, text in texts.items():
        for name, lines in functions(path, text):
            if lines > LONGEST_FUNCTION:
                yield f"{path}: {name} has {lines} lines; {LONGEST_FUNCTION} are the most"


def functions(path: str, text: str) -> Iterator[tuple[str, int]]:
    """Each function of a Python module and its length in lines."""
    if path.endswith(".py"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def long_sql_lines(texts: Mapping[str, str]) -> Iterator[str]:
    """No kept linter reads a body in `$$`. A migration stays as it was applied."""
    for path, text in texts.items():
        if path.startswith("sql/") and not path.startswith("sql/migrations/"):
            for number, line in enumerate(text.splitlines(), 1):
                if len(line) > LONGEST_SQL_LINE and path.endswith(".sql"):
                    yield f"{path}:{number} is longer than {LONGEST_SQL_LINE} characters"
