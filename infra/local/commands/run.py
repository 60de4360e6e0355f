"""`hotelly run`: run a workflow on the running stack, and print what came of it."""

import argparse
import json
from typing import Any

from infra.local.commands.addresses import running_stack


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with running_stack() as stack:
        execution = stack.run(options.workflow, options.data)
    print(f"{execution['name'].rpartition('/')[2]} {execution['state']}")
    if execution["state"] == "SUCCEEDED":
        print(execution.get("result", "null"))
        return 0
    print(json.dumps(execution.get("error", {}), indent=2, ensure_ascii=False))
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly run",
        description="Run a workflow on the running stack and print its result; status 1 when it "
        "fails.",
        epilog='Example: hotelly run ingest-event --data \'{"event_id": "…"}\'',
    )
    parser.add_argument("workflow", help="as in infra/deployment.yaml: ingest-event, …")
    parser.add_argument("--data", type=_json, default={}, help="the argument, as JSON")
    return parser


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not JSON: {error}") from None
