"""`hotelly schema`: the JSON Schema of workflow sources, for editors."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from infra.engine.language.json_schema import json_schema


def schema_main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="hotelly schema",
        description="Print the JSON Schema of workflow sources. In an editor with a YAML language "
        "server, a first line names the file: # yaml-language-server: $schema=workflows.json",
    )
    parser.parse_args(argv)
    print(json.dumps(json_schema(), indent=2))
    return 0
