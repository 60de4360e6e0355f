"""`hotelly check FILE…`: what deployment would refuse, without deploying."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from infra.engine.program import SourceErrors, compile_source


def check_main(argv: Sequence[str]) -> int:
    """Check every file; 0: all can be deployed, 1: one cannot, 2: one cannot be read."""
    parser = argparse.ArgumentParser(
        prog="hotelly check",
        description="Check workflow sources as deployment does, for editors and Cloud Build.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="YAML or JSON source")
    parser.add_argument(
        "--connector",
        action="append",
        default=[],
        metavar="NAME",
        help="a connector that Google has and this check does not know; may be repeated",
    )
    options = parser.parse_args(argv)
    return max(check_file(path, options.connector) for path in options.files)


def check_file(path: Path, stubbed: Collection[str] = ()) -> int:
    try:
        compile_source(path.read_text(encoding="utf-8"), path.name, stubbed)
    except SourceErrors as refusal:
        for error in refusal.errors:
            print(f"{path}:{error}", file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        print(f"{path}: cannot be read: {reason}", file=sys.stderr)
        return 2
    return 0
