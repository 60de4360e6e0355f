"""What the tree's files say of each other: Python's imports, and the calls of SQL functions."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

Arrows = dict[str, set[str]]
"""which files each file uses; both are paths from the top of the tree"""

PYTHON_ROOTS = ("", "functions/")
"""where the names of imports begin"""
_NOT_A_CALL = re.compile(r"--[^\n]*|'[^']*'")


def read_tree(top: Path) -> dict[str, str]:
    """The text of every source file that belongs to the project, by its path."""
    found = [
        path
        for folder in ("functions", "infra", "sql", "tests", "workflows")
        for kind in ("*.py", "*.sql", "*.yaml")
        for path in sorted((top / folder).rglob(kind))
    ]
    return {path.relative_to(top).as_posix(): path.read_text() for path in found}


def python_arrows(texts: Mapping[str, str]) -> Arrows:
    """Which module imports which, be it at the top, in a function or for types alone."""
    modules = {name: path for path in texts if path.endswith(".py") for name in _names(path)}
    return {
        path: {modules[name] for name in _imported(text, modules)} - {path}
        for path, text in texts.items()
        if path.endswith(".py")
    }


def sql_arrows(texts: Mapping[str, str]) -> Arrows:
    """Which file of a SQL function calls the function of which other."""
    files = {PurePosixPath(path).stem: path for path in texts if path.startswith("sql/functions/")}
    return {
        path: {files[name] for name in _called(texts[path]) if name in files} - {path}
        for path in files.values()
    }


def _names(path: str) -> Iterator[str]:
    """`functions/hotelly/web.py` is imported as `hotelly.web`."""
    for root in PYTHON_ROOTS:
        if path.startswith(root):
            dotted = path.removeprefix(root).removesuffix(".py").replace("/", ".")
            yield dotted.removesuffix(".__init__")


def _imported(text: str, modules: Mapping[str, str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                name = inner if inner in modules else node.module
                if name in modules:
                    yield name


def _called(text: str) -> set[str]:
    return set(re.findall(r"\b([a-z_]+)\s*\(", _NOT_A_CALL.sub("", text)))
