"""Comparing what came with what a case expects, types included: 1 is not 1.0 and not true.

Values that are not fixed are written with a tag:

    !any ''              whatever
    !like '^[0-9]+$'     a string in which the regular expression is found
    !unlike secret       anything whose text does not hold these words
    !holding KeyError    a list with this element
    !unordered [1, 2]    a list of these elements in any order
    !exactly {a: 1}      a map with these keys and no more, where otherwise a part is enough
    !positive ''         a number above zero
    !repeat {before, text, times, after}
                         a long string; `%d` in `text` is the number of the repetition
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True)
class Pattern:
    """What a tag stands for."""

    tag: str
    value: Any
    accepts: Callable[[Any], bool]

    def __repr__(self) -> str:
        return f"{self.tag} {self.value!r}"


_PATTERNS: dict[str, Callable[[Any], Callable[[Any], bool]]] = {
    "!any": lambda _: lambda actual: True,
    "!like": lambda regex: (
        lambda actual: isinstance(actual, str) and bool(re.search(regex, actual))
    ),
    "!unlike": lambda words: lambda actual: words not in str(actual),
    "!holding": lambda item: lambda actual: isinstance(actual, list) and item in actual,
    "!unordered": lambda items: (
        lambda actual: sorted(map(repr, actual)) == sorted(map(repr, items))
    ),
    "!exactly": lambda value: lambda actual: not any(differences(value, actual)),
    "!positive": lambda _: lambda actual: actual > 0,
}


class CaseLoader(yaml.CSafeLoader):
    """YAML with the tags above."""


def _construct_pattern(loader: CaseLoader, node: yaml.Node) -> Pattern:
    value = _plain(loader, node)
    return Pattern(node.tag, value, _PATTERNS[node.tag](value))


def _construct_repeated(loader: CaseLoader, node: yaml.Node) -> str:
    parts = _plain(loader, node)
    text = "".join(parts["text"].replace("%d", str(n)) for n in range(parts["times"]))
    return f"{parts.get('before', '')}{text}{parts.get('after', '')}"


def _plain(loader: CaseLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.ScalarNode)
    return loader.construct_scalar(node)


for _tag in _PATTERNS:
    CaseLoader.add_constructor(_tag, _construct_pattern)
CaseLoader.add_constructor("!repeat", _construct_repeated)


def differences(
    expected: Any, actual: Any, where: str = "it", *, part: bool = False
) -> Iterator[str]:
    """What differs, in words. With `part`, maps may hold more than was expected of them."""
    if isinstance(expected, Pattern):
        if not expected.accepts(actual):
            yield f"{where}: expected {expected}, got {actual!r}"
    elif isinstance(expected, dict) and isinstance(actual, dict):
        yield from _map_differences(expected, actual, where, part)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(one, other, f"{where}[{index}]", part=part)
    elif type(expected) is not type(actual) or expected != actual:
        yield f"{where}: expected {expected!r}, got {actual!r}"


def _map_differences(
    expected: dict[str, Any], actual: dict[str, Any], where: str, part: bool
) -> Iterator[str]:
    for key, value in expected.items():
        if key in actual:
            yield from differences(value, actual[key], f"{where}.{key}", part=part)
        else:
            yield f"{where}: no {key!r} in {actual!r}"
    if not part:
        for key in actual.keys() - expected.keys():
            yield f"{where}: unexpected {key!r} in {actual!r}"
