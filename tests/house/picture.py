"""The drawings of ARCHITECTURE.md: `python -m tests.house.picture` draws them again.

The parts come from deployment.yaml, the workflows and main.py; the states from the enums of
sql/migrations, where the comment at a state tells how it is reached (`-- open -> failed: why`).
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from infra.deployment import Deployment, load_deployment

TOP = Path(__file__).parents[2]
DOCUMENT: Final = "ARCHITECTURE.md"
OUTSIDE: Final = {"STRIPE_API_KEY": "stripe", "EVOLUTION_API_KEY": "whatsapp"}
"""whom a function with this secret calls"""
MOST_ARROWS: Final = 4
"""of a workflow to single functions; with more it points at their rooms"""
_ENUM = re.compile(r"create type (\w+)_status as enum \((.*?)\n\);", re.DOTALL)
_ADDED = re.compile(r"alter type (\w+)_status add value (?:if not exists )?('[^\n]*)")
_STATE = re.compile(r"'(\w+)'[^-\n]*(?:--\s*(?:(any|[\w, ]+?) -> \w+)?(?:[:;]\s*)?([^\n]*))?")


def main() -> int:
    path = TOP / DOCUMENT
    path.write_text(redrawn(path.read_text(), drawings(TOP)))
    return 0


def faults(top: Path) -> Iterator[str]:
    """Drawings that are not those of the tree, or that are missing."""
    text, drawn = (top / DOCUMENT).read_text(), drawings(top)
    for name in drawn:
        if f"<!-- drawn: {name} -->" not in text:
            yield f"{DOCUMENT} does not show {name}: put <!-- drawn: {name} --> where it belongs"
    if redrawn(text, drawn) != text:
        yield f"{DOCUMENT} shows what was: make picture draws it again"


def drawings(top: Path) -> dict[str, str]:
    deployment = load_deployment()
    sources = {name: (top / each.source).read_text() for name, each in deployment.workflows.items()}
    migrations = sorted((top / "sql/migrations").glob("*.sql"))
    return {
        "parts": parts(deployment, sources, (top / "functions/main.py").read_text()),
        **states("\n".join(path.read_text() for path in migrations)),
    }


def redrawn(document: str, drawn: Mapping[str, str]) -> str:
    """The document with each `<!-- drawn: NAME -->` followed by its drawing."""

    def put(match: re.Match[str]) -> str:
        return f"<!-- drawn: {match[1]} -->\n```mermaid\n{drawn[match[1]]}\n```\n"

    return re.sub(
        r"<!-- drawn: (\w+) -->\n(?:```mermaid\n.*?```\n)?", put, document, flags=re.DOTALL
    )


def parts(deployment: Deployment, sources: Mapping[str, str], main_module: str) -> str:
    rooms = rooms_of(main_module)
    lines = ["flowchart LR", *_outside(deployment), *_functions(deployment, rooms)]
    lines += ["  subgraph workflows", *(f"    {_id(name)}[[{name}]]" for name in sources), "  end"]
    lines += [
        f'  clock -- "{schedule.cron}" --> {_id(schedule.workflow)}'
        for schedule in deployment.schedules.values()
    ]
    for name, source in sources.items():
        lines += [f"  {_id(name)} --> {each}" for each in _called(name, source, deployment, rooms)]
    for name, function in deployment.functions.items():
        for secret in function.secrets:
            if secret in OUTSIDE:
                lines.append(f"  {name} --> {OUTSIDE[secret]}")
    return "\n".join(lines)


def _outside(deployment: Deployment) -> Iterator[str]:
    """Whoever calls the public functions, and what they start."""
    yield "  stripe([Stripe])\n  whatsapp([WhatsApp])\n  own([forms, own systems])"
    yield "  clock([Cloud Scheduler])\n  postgres[(Postgres)]"
    for name, function in deployment.functions.items():
        if function.public:
            yield f"  stripe & whatsapp & own --> {name}"
            yield f'  {name} -- "receipt, then an execution" --> {_id("ingest-event")}'
    yield '  functions -- "one call, one transaction" --> postgres'


def _functions(deployment: Deployment, rooms: Mapping[str, str]) -> Iterator[str]:
    yield "  subgraph functions"
    for room in sorted(set(rooms.values())):
        yield f"    subgraph {room}"
        for name, function in deployment.functions.items():
            if rooms[function.entry_point] == room:
                yield f"      {name}"
        yield "    end"
    yield "  end"


def _called(
    workflow: str, source: str, deployment: Deployment, rooms: Mapping[str, str]
) -> list[str]:
    """The functions that a workflow names, or their rooms when they are many; other workflows."""
    words = set(re.findall(r"[a-z][a-z-]*", re.sub(r"#.*", "", source)))
    called = [name for name in deployment.functions if name in words]
    if len(called) > MOST_ARROWS:
        named = {rooms[deployment.functions[name].entry_point] for name in called}
        called = sorted(named)
    others = [_id(name) for name in deployment.workflows if name in words and name != workflow]
    return [*called, *others]


def _id(workflow: str) -> str:
    """A workflow and a function may have the same name."""
    return f"workflow-{workflow}"


def rooms_of(main_module: str) -> dict[str, str]:
    """The room of each entry point: that of the module main.py looks it up in."""
    table = next(node for node in ast.walk(ast.parse(main_module)) if isinstance(node, ast.Dict))
    return {
        name: module.split(".")[1]
        for module, names in ast.literal_eval(table).items()
        for name in names
    }


def states(migrations: str) -> dict[str, str]:
    """A state machine for each enum: `event` for event_status."""
    values: dict[str, list[str]] = {}
    for name, body in _ENUM.findall(migrations):
        values[name] = body.strip().splitlines()
    for name, value in _ADDED.findall(migrations):
        values.setdefault(name, []).append(value)
    return {name: _machine(lines) for name, lines in values.items()}


def _machine(lines: list[str]) -> str:
    told = [match for match in map(_STATE.search, lines) if match]
    drawn = ["stateDiagram-v2", "  direction LR"]
    for match in told:
        name, sources, why = match[1], match[2], (match[3] or "").strip()
        if not sources:
            drawn.append(f"  [*] --> {name}")
        for source in re.split(r",\s*", sources or ""):
            if source:
                drawn.append(f"  {source} --> {name}" + (f": {_words(why)}" if why else ""))
    return "\n".join(drawn)


def _words(text: str) -> str:
    """The comment up to its first halt: a label ends at a semicolon."""
    return re.split(r" \(|[;:]", text)[0]


if __name__ == "__main__":
    sys.exit(main())
