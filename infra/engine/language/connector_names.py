"""The names of Google's connectors, so that a mistyped one is refused when it is deployed.

`connector_names.txt` has a line for each API: its name and version, then the paths of its methods.
https://cloud.google.com/workflows/docs/reference/googleapis
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "connector_names.txt"
PREFIX = "googleapis."


def is_known(name: str) -> bool:
    """Of names outside `googleapis.` nothing is known, so none is refused."""
    if not name.startswith(PREFIX):
        return True
    api, version, path = _parts(name)
    return path in _methods().get(f"{api}.{version}", ())


def refusal(name: str) -> str:
    """Why a name that is not known is refused, and what to do."""
    meant = similar(name)
    hint = f"; did you mean '{meant}'?" if meant else ""
    return f"unknown connector '{name}'{hint} (one of your own: stub it by name)"


def similar(name: str) -> str:
    """The connector that was probably meant, or ""."""
    api, version, path = _parts(name)
    apis = get_close_matches(f"{api}.{version}", _methods(), 1, 0.7)
    if not apis:
        return ""
    paths = get_close_matches(path, _methods()[apis[0]], 1, 0.6)
    return f"{PREFIX}{apis[0]}.{paths[0]}" if paths else ""


def _parts(name: str) -> tuple[str, str, str]:
    _, api, version, path = [*name.split(".", 3), "", "", ""][:4]
    return api, version, path


@cache
def _methods() -> dict[str, list[str]]:
    lines = (line.split() for line in FILE.read_text(encoding="utf-8").splitlines())
    return {api: methods for api, *methods in lines}
