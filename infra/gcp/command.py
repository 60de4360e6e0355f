"""`hotelly deployment`: deployment.yaml and the place, as the scripts need them, a line each."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote

from infra.deployment import Deployment, load_deployment
from infra.gcp.place import Place, load_place, revision_flags
from infra.gcp.snapshot import moved_workflows, serving

Answer = Callable[[Deployment, argparse.Namespace], Iterable[str]]


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        lines = list(ANSWERS[options.what](load_deployment(), options))
    except (ValueError, KeyError, FileNotFoundError) as error:
        print(f"hotelly deployment {options.what}: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines), end="\n" if lines else "")
    return 0


def _place(options: argparse.Namespace) -> Place:
    return load_place(options.project)


def _names(deployment: Deployment, options: argparse.Namespace) -> list[str]:
    """Names of a kind; a second word names one of them, `all` or `none`."""
    private = [name for name, function in deployment.functions.items() if not function.public]
    kinds = {
        "functions": list(deployment.functions),
        "private": private,
        "public": [name for name in deployment.functions if name not in private],
        "workflows": list(deployment.workflows),
        "schedules": list(deployment.schedules),
        "secrets": sorted(deployment.secrets),
    }
    kind, chosen = options.words[0], options.words[1] if options.words[1:] else "all"
    if chosen == "none":
        return []
    if chosen != "all" and chosen not in kinds[kind]:
        raise ValueError(f"deployment.yaml has no {chosen} among its {kind}")
    return kinds[kind] if chosen == "all" else [chosen]


def _value(_: Deployment, options: argparse.Namespace) -> list[str]:
    return [str(getattr(_place(options), options.words[0]))]


def _operators(_: Deployment, options: argparse.Namespace) -> list[str]:
    return list(_place(options).operators)


def _flags(deployment: Deployment, options: argparse.Namespace) -> list[str]:
    return revision_flags(options.words[0], deployment, _place(options))


def _source(deployment: Deployment, options: argparse.Namespace) -> list[str]:
    return [deployment.workflows[options.words[0]].source]


def _url(_: Deployment, options: argparse.Namespace) -> list[str]:
    return [_place(options).function_url(options.words[0])]


def _database_url(_: Deployment, options: argparse.Namespace) -> list[str]:
    """For the login that is named, on another database than hotelly when a second word says so."""
    return [_place(options).database_url(*options.words)]


def _drill_url(_: Deployment, options: argparse.Namespace) -> list[str]:
    """The same of the instance that a restore drill makes."""
    place = _place(options)
    (login,) = options.words
    name = place.instance_connection_name
    return [
        place.database_url(login).replace(quote(name, safe=""), quote(f"{name}-drill", safe=""))
    ]


def _smoke(deployment: Deployment, options: argparse.Namespace) -> list[str]:
    """The argument of the smoke workflow: the functions that are named, by a release's tag, or all
    that serve."""
    tag = options.words[0] if options.words else None
    names = _names(deployment, argparse.Namespace(words=["functions", *options.words[1:]]))
    public = [name for name in names if deployment.functions[name].public]
    private = [name for name in names if name not in public]
    return [json.dumps({"private": private, "public": public, "tag": tag})]


def _serving(_: Deployment, options: argparse.Namespace) -> list[str]:
    return [f"{name} {revisions}" for name, revisions in serving(Path(options.words[0]))]


def _moved(_: Deployment, options: argparse.Namespace) -> list[str]:
    return list(moved_workflows(Path(options.words[0]), Path(options.words[1])))


ANSWERS: dict[str, Answer] = {
    "names": _names,
    "value": _value,
    "operators": _operators,
    "flags": _flags,
    "source": _source,
    "url": _url,
    "database-url": _database_url,
    "drill-url": _drill_url,
    "smoke": _smoke,
    "serving": _serving,
    "moved-workflows": _moved,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly deployment",
        description="Tell what deployment.yaml and infra/places/PROJECT.yaml say, a line each.",
    )
    parser.add_argument("--project", default=os.environ.get("PROJECT", "example"))
    parser.add_argument("what", choices=ANSWERS)
    parser.add_argument("words", nargs="*", metavar="WORD")
    return parser
