"""The file names that the tree's texts tell: documents, docstrings and comments."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

KINDS = "py|sql|ya?ml|md|sh|tf|toml|html|css|js|txt|in|json|ini"
_NAME = re.compile(rf"(?<![\w.*/{{<$:@~-])((?:[\w.-]+/)*[\w-][\w.-]*\.(?:{KINDS}))(?![\w/*-]|\.\w)")
_FOLDER = re.compile(
    r"(?<![\w./*{<$:@~-])((?:functions|infra|sql|tests|workflows)(?:/[\w.-]+)*/)(?![\w*{<])"
)
_ADDRESS = re.compile(r"[a-z]+://\S+|\bgs://\S+")


def unknown_names(texts: Mapping[str, str], files: Iterable[str]) -> Iterator[str]:
    """`path: name` of every name that no file or folder of the tree has."""
    known = frozenset(ending for file in files for ending in _endings(file))
    for path, text in texts.items():
        for name in names(path, text):
            folder = PurePosixPath(path).parent
            candidates = (name, _normal(folder / name))
            if not any(candidate.removeprefix("./") in known for candidate in candidates):
                yield f"{path}: {name}"


def names(path: str, text: str) -> set[str]:
    told = _ADDRESS.sub(" ", "\n".join(prose(path, text)))
    return {match[1] for match in _NAME.finditer(told)} | {
        match[1].rstrip("/") for match in _FOLDER.finditer(told)
    }


def prose(path: str, text: str) -> Iterator[str]:
    """What people read of a file."""
    if path.endswith(".md"):
        yield text
    elif path.endswith(".py"):
        yield from _docstrings(text)
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        yield from (token.string for token in tokens if token.type == tokenize.COMMENT)
    elif path.endswith(".sql"):
        yield from re.findall(r"--[^\n]*", text)
    else:
        yield from re.findall(r"(?m)(?:^|\s)#[^\n]*", text)


def _docstrings(text: str) -> Iterator[str]:
    """Those of attributes too."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def _endings(file: str) -> Iterator[str]:
    """`infra/migrate.py` may be told as `migrate.py`, and its folder as `infra`."""
    parts = PurePosixPath(file).parts
    for end in range(1, len(parts) + 1):
        yield from ("/".join(parts[start:end]) for start in range(end))


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
