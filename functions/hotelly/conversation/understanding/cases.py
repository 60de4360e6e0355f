"""`hotelly understand`: what the parser makes of phrases, one prediction a line."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date

from hotelly.conversation.understanding.reading import understand
from hotelly.conversation.understanding.request import Known


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly understand",
        description="Read cases, one JSON object a line, and print what each text means. A case is "
        '{"id", "today", "context", "text"}; a prediction is its id, the slots, the intent and '
        "what is ambiguous. No stack needs to run.",
        epilog='Example: echo \'{"id": 1, "today": "2026-11-12", "context": {"asked": null}, '
        '"text": "de 10 a 12/3, casal"}\' | hotelly understand -',
    )
    parser.add_argument(
        "file", type=argparse.FileType(encoding="utf-8"), help="the cases; - is the standard input"
    )
    with parser.parse_args(arguments).file as lines:
        return _print_all(lines)


def _print_all(lines: Iterable[str]) -> int:
    try:
        for prediction in predictions(lines):
            print(prediction)
    except (ValueError, KeyError, TypeError) as error:
        print(f"hotelly understand: a case is incomplete or no JSON ({error})", file=sys.stderr)
        return 1
    return 0


def predictions(lines: Iterable[str]) -> Iterator[str]:
    """Raises ValueError, KeyError or TypeError for a line that is no case."""
    for line in lines:
        if line.strip():
            case = json.loads(line)
            text, today = case["text"], date.fromisoformat(case["today"])
            meaning = understand(text, today, Known.from_json(case.get("context") or {}))
            yield json.dumps({"id": case["id"], **meaning.to_json()}, ensure_ascii=False)
