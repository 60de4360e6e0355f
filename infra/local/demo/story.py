"""What the demo prints; a claim that does not hold ends it."""

import textwrap


class Untrue(Exception):
    """A claim of the story does not hold; the text is the claim."""


class Story:
    def __init__(self) -> None:
        self.claims = 0

    def chapter(self, title: str) -> None:
        print(f"\n{title}")

    def tell(self, text: str) -> None:
        """One thing that happens."""
        print(_wrapped(text, "  ", "    "), flush=True)

    def quote(self, who: str, text: str) -> None:
        """A text on somebody's telephone."""
        print(f"  WhatsApp to {who}:")
        for line in filter(None, text.splitlines()):
            bar = "    │ "
            print(_wrapped(line, bar, bar), flush=True)

    def claim(self, text: str, holds: object) -> None:
        """Something that is so; raises Untrue when it is not."""
        if not holds:
            raise Untrue(text)
        self.claims += 1
        print(_wrapped(text, "  ✓ ", "    "), flush=True)


def _wrapped(text: str, first: str, rest: str) -> str:
    """`text` in lines of at most 100 letters, addresses left whole."""
    return textwrap.fill(
        text, 100, initial_indent=first, subsequent_indent=rest, break_long_words=False
    )
