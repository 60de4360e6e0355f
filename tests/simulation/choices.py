"""Every decision of a schedule, drawn by its seed and its name.

A decision's name says who decides and for the how manieth time (`guest 2/asks, call 3, fault`), so
that it does not depend on what others decide: with some decisions set back to the ordinary, all the
rest stay as they were. That is what makes a failing schedule shrink to its cause.
"""

import hashlib
from collections.abc import Collection, Sequence
from typing import TypeVar

Option = TypeVar("Option")

_BITS = 2**32


class Choices:
    def __init__(self, seed: int, kept: Collection[str] | None = None) -> None:
        """`kept`: the names of the only decisions that may differ from the ordinary; None: all."""
        self.seed = seed
        self.calm = False
        """from now on everything is ordinary"""
        self.taken: dict[str, object] = {}
        """what differed from the ordinary, by name"""
        self._kept = kept

    def draw(self, name: str, options: Sequence[Option], odds: float | None = None) -> Option:
        """The first option, which is the ordinary one, or with these odds one of the others.

        Without odds all options are alike.
        """
        if self.calm or (self._kept is not None and name not in self._kept):
            return options[0]
        digest = hashlib.blake2b(f"{self.seed}:{name}".encode(), digest_size=8).digest()
        chance = int.from_bytes(digest[:4]) / _BITS
        if chance >= (1 - 1 / len(options) if odds is None else odds):
            return options[0]
        chosen = options[1 + int.from_bytes(digest[4:]) % (len(options) - 1)]
        self.taken[name] = chosen
        return chosen
